package io.penstock.queries;

import static java.util.Objects.requireNonNull;

import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Direction;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Placement;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes facts as the ledger does, in transactions, one second apart by a clock of their own. All
 * writers share clock and journal, as they share the broker.
 */
final class FactWriter implements AutoCloseable {
  private static final Map<Integer, Long> SEQUENCES = new HashMap<>();
  private static long nowMs = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  private final AvroSerializer avro = new AvroSerializer(SchemaRegistry.at(Broker.REGISTRY));
  private final KafkaProducer<String, byte[]> producer;
  private final Map<String, AccountBalance> accounts = new HashMap<>();

  FactWriter() {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                Broker.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                UUID.randomUUID().toString()),
            new StringSerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  static long nowMs() {
    return nowMs;
  }

  static void advanceClock() {
    nowMs += 1_000;
  }

  void commit(Runnable facts) {
    producer.beginTransaction();
    facts.run();
    producer.commitTransaction();
  }

  void abort(Runnable facts) {
    producer.beginTransaction();
    facts.run();
    producer.flush();
    producer.abortTransaction();
  }

  /** The next sequence of a journal partition. */
  static long nextSequence(int partition) {
    return SEQUENCES.merge(partition, 1L, Long::sum);
  }

  /** Sends what was written so far, committed or not. */
  void flush() {
    producer.flush();
  }

  <V extends SpecificRecord> void write(Topic<V> topic, String key, V fact) {
    int partition = topic.placement().partition(key, fact, Broker.PARTITIONS);
    raw(topic, partition, key, requireNonNull(avro.serialize(topic.name(), fact)));
  }

  void raw(Topic<?> topic, int partition, String key, byte[] value) {
    var _ = producer.send(new ProducerRecord<>(topic.name(), partition, key, value));
  }

  /** An account's opening. */
  AccountBalance open(String id) {
    AccountBalance opened = prepared(id);
    accounts.put(id, opened);
    commit(() -> write(opened));
    return opened;
  }

  /** An account's first version, not written yet. */
  AccountBalance prepared(String id) {
    advanceClock();
    return Fact.account(id, null, 1, nowMs);
  }

  private void write(AccountBalance version) {
    write(
        Topics.ACCOUNT_BALANCES,
        Keys.version(version.getAccountId(), version.getCounters().getVersion()),
        version);
  }

  /** A direct transfer, written in one transaction. */
  TransferOutcome transfer(String id, String debit, String credit, long amount) {
    TransferOutcome[] outcome = new TransferOutcome[1];
    commit(() -> outcome[0] = transferWithin(id, debit, credit, amount));
    return outcome[0];
  }

  /** A direct transfer, within the transaction of the caller. */
  TransferOutcome transferWithin(String id, String debit, String credit, long amount) {
    advanceClock();
    String scope = SystemAccounts.isSystem(debit) ? credit : debit;
    int partition = Placement.ofKey(scope, Broker.PARTITIONS);
    long sequence = nextSequence(partition);
    AccountBalance debited = move(id, debit, partition, Direction.DEBIT, amount, sequence);
    AccountBalance credited = move(id, credit, partition, Direction.CREDIT, amount, sequence);
    write(
        Topics.LEDGER_ENTRIES,
        Keys.sequence(sequence),
        Fact.entry(
            id,
            scope,
            partition,
            sequence,
            List.of(
                Fact.leg(debited, Direction.DEBIT, amount),
                Fact.leg(credited, Direction.CREDIT, amount)),
            nowMs));
    TransferOutcome outcome =
        outcome(id, scope, debit, credit, amount)
            .setStatus(TransferStatus.POSTED)
            .setRequestId("request-" + id)
            .setDebitAccount(debited.getCounters())
            .setJournalPartition(partition)
            .setEntrySequence(sequence)
            .build();
    write(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(outcome), outcome);
    return outcome;
  }

  /** A version that only holds money and posts none. */
  AccountBalance hold(String id, String account, long amount) {
    advanceClock();
    AccountBalance before = requireNonNull(accounts.get(account));
    Counters c = before.getCounters();
    AccountBalance after =
        AccountBalance.newBuilder(before)
            .setCounters(
                Counters.newBuilder(c)
                    .setVersion(c.getVersion() + 1)
                    .setDebitsPendingMinor(c.getDebitsPendingMinor() + amount)
                    .build())
            .setChange(
                Change.newBuilder()
                    .setTransferId(id)
                    .setScopeAccountId(account)
                    .setDirection(Direction.DEBIT)
                    .setPendingMinor(amount)
                    .build())
            .setUpdatedAtMs(nowMs)
            .build();
    accounts.put(account, after);
    commit(() -> write(after));
    return after;
  }

  TransferOutcome.Builder outcome(
      String id, String scope, String debit, String credit, long amount) {
    return Fact.outcome(id, scope, debit, credit, amount, nowMs);
  }

  private AccountBalance move(
      String id, String account, int partition, Direction side, long amount, long sequence) {
    boolean isSystem = SystemAccounts.isSystem(account);
    String place = isSystem ? account + "@" + partition : account;
    AccountBalance before =
        accounts.computeIfAbsent(place, p -> Fact.account(account, partition, 0, nowMs));
    Counters c = before.getCounters();
    Counters.Builder counters = Counters.newBuilder(c).setVersion(c.getVersion() + 1);
    if (side == Direction.DEBIT) {
      counters.setDebitsPostedMinor(c.getDebitsPostedMinor() + amount);
    } else {
      counters.setCreditsPostedMinor(c.getCreditsPostedMinor() + amount);
    }
    AccountBalance after =
        AccountBalance.newBuilder(before)
            .setCounters(counters.build())
            .setUpdatedAtMs(nowMs)
            .setChange(
                Change.newBuilder()
                    .setTransferId(id)
                    .setScopeAccountId(isSystem ? null : account)
                    .setDirection(side)
                    .setPostedMinor(amount)
                    .setJournalPartition(partition)
                    .setEntrySequence(sequence)
                    .build())
            .build();
    accounts.put(place, after);
    write(after);
    return after;
  }

  @Override
  public void close() {
    producer.close();
  }
}
