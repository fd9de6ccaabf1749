package io.penstock.app.ledger;

import static io.penstock.schemas.Topics.ACCOUNT_BALANCES;
import static io.penstock.schemas.Topics.LEDGER_ENTRIES;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a ledger into an audit, committed records only: first to the ends that the topics have when
 * it begins. If a leg of that part is open then, it looks which credits the ledger has yet to take
 * from {@code transfers.credit-legs}, reads on what has come in the meantime, and so on until no
 * other leg is open or its patience ends. The transfers of reversals are read last. So a ledger may
 * be audited while it works, and also where it was stopped with credits under way.
 */
public final class LedgerReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CreditsUnderWay creditsUnderWay;
  private final AvroDeserializer deserializer;
  private final Consumer<String> progress;
  private long entries;
  private long balances;
  private long lastTold = System.nanoTime();

  /**
   * A reader.
   *
   * @param registryUrl of the schema registry
   * @param ledgerGroup consumer group of the ledger: its application id
   * @param progress takes a line a second
   */
  public LedgerReader(
      String bootstrapServers, String registryUrl, String ledgerGroup, Consumer<String> progress) {
    this.deserializer = new AvroDeserializer(SchemaRegistry.at(registryUrl));
    this.progress = progress;
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.CLIENT_ID_CONFIG,
            "penstock-ledger-verify",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            15_000,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            15_000);
    this.creditsUnderWay = new CreditsUnderWay(settings, ledgerGroup, deserializer);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads and checks all of it.
   *
   * @param patience how long it goes on looking for legs that are open and not under way
   * @throws IllegalStateException if there is no ledger
   * @throws org.apache.kafka.common.KafkaException if Kafka is away
   * @throws SchemaRegistry.RegistryUnavailableException if the registry is away
   */
  public AuditReport audit(Duration patience) {
    List<TopicPartition> all = new ArrayList<>(partitionsOf(LEDGER_ENTRIES.name()));
    LedgerAudit audit = new LedgerAudit(all.size());
    all.addAll(partitionsOf(ACCOUNT_BALANCES.name()));
    consumer.assign(all);
    consumer.seekToBeginning(all);
    readToEnd(audit);
    audit.cut();
    long deadline = System.nanoTime() + patience.toNanos();
    while (!audit.isSettled() && System.nanoTime() < deadline) {
      audit.lookAgain();
      // In this order: what the ledger has taken by now has its effect in what is read next.
      creditsUnderWay.forEach(audit::underWay);
      readToEnd(audit);
    }
    readOriginals(audit);
    return audit.report();
  }

  /**
   * Reads the journal once more where there are reversals: the transfer of one may stand before it
   * in any partition, and to keep all transfers in mind would take more memory than a machine has.
   */
  private void readOriginals(LedgerAudit audit) {
    List<TopicPartition> journal = partitionsOf(LEDGER_ENTRIES.name());
    consumer.assign(journal);
    consumer.seekToBeginning(journal);
    Map<TopicPartition, Long> ends = consumer.endOffsets(journal);
    long records = ends.values().stream().mapToLong(Long::longValue).sum();
    entries = 0;
    balances = 0;
    while (audit.lacksOriginals() && isBefore(ends)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        entries++;
        original(audit, record);
      }
      tell(records);
    }
  }

  private void original(LedgerAudit audit, ConsumerRecord<byte[], byte[]> record) {
    byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
    try {
      if (deserializer.deserialize(record.topic(), value) instanceof LedgerEntry entry) {
        audit.original(entry);
      }
    } catch (SerializationException e) {
      // Told when it was read first.
    }
  }

  private void readToEnd(LedgerAudit audit) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long records = ends.values().stream().mapToLong(Long::longValue).sum();
    while (isBefore(ends)) {
      poll(audit);
      tell(records);
    }
  }

  private List<TopicPartition> partitionsOf(String topic) {
    var partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalStateException("topic " + topic + " does not exist");
    }
    return partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  /** A partition that is read to its end rests, so that the cut is the same for all of them. */
  private boolean isBefore(Map<TopicPartition, Long> ends) {
    List<TopicPartition> done =
        ends.entrySet().stream()
            .filter(end -> consumer.position(end.getKey()) >= end.getValue())
            .map(Map.Entry::getKey)
            .toList();
    boolean isEnd = done.size() == ends.size();
    if (isEnd) {
      consumer.resume(done);
    } else {
      consumer.pause(done);
    }
    return !isEnd;
  }

  private void poll(LedgerAudit audit) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (record.topic().equals(LEDGER_ENTRIES.name())) {
        entries++;
      } else {
        balances++;
      }
      check(audit, record);
    }
  }

  private void check(LedgerAudit audit, ConsumerRecord<byte[], byte[]> record) {
    byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
    byte[] keyBytes = Objects.requireNonNullElse(record.key(), new byte[0]);
    String key = new String(keyBytes, StandardCharsets.UTF_8);
    SpecificRecord content;
    try {
      content = deserializer.deserialize(record.topic(), value);
    } catch (SerializationException e) {
      String reason = String.valueOf(e.getMessage());
      audit.unreadable(record.topic(), record.partition(), record.offset(), value, reason);
      return;
    }
    switch (content) {
      case LedgerEntry entry -> audit.entry(record.partition(), record.offset(), key, value, entry);
      case AccountBalance balance ->
          audit.balance(record.partition(), record.offset(), key, balance);
      case null, default -> throw new IllegalStateException("the serde checks the type by topic");
    }
  }

  private void tell(long records) {
    if (System.nanoTime() - lastTold >= PROGRESS_NANOS) {
      lastTold = System.nanoTime();
      progress.accept(
          String.format(
              Locale.ROOT,
              "%,d entries and %,d balances read, of about %,d records",
              entries,
              balances,
              records));
    }
  }

  @Override
  public void close() {
    creditsUnderWay.close();
    consumer.close();
  }
}
