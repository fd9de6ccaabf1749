package io.penstock.app.bench;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** As many commands as the ledger answers: so many are under way at any time, on one thread. */
final class LedgerLoad implements AutoCloseable {
  private static final long MOST_UNDER_WAY = 20_000;
  private static final long SEED = 42;

  private final KafkaProducer<String, SpecificRecord> producer;
  private final int partitions;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean stopped;

  LedgerLoad(String bootstrapServers, String registryUrl, int partitions) {
    this.partitions = partitions;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4"),
            new StringSerializer(),
            new AvroSerializer(SchemaRegistry.at(registryUrl)));
  }

  /** Opens the accounts; the ledger answers each of them. */
  void open(int accounts, LongSupplier answered) throws InterruptedException {
    long before = sent.get();
    for (int i = 0; i < accounts; i++) {
      var opening = new AccountOpening("bench", AccountType.WALLET, "USD", 0L, Map.of());
      send(
          Topics.ACCOUNT_COMMANDS,
          account(i),
          new AccountCommand("open", account(i), AccountAction.OPEN, opening, null, null));
      awaitTurn(() -> before + answered.getAsLong());
    }
    producer.flush();
  }

  /** Brings money to random accounts until stopped. */
  void run(int accounts, LongSupplier answered) throws InterruptedException {
    Random random = new Random(SEED);
    long before = sent.get();
    for (long n = 0; !stopped; n++) {
      String account = account(random.nextInt(accounts));
      send(Topics.TRANSFERS_REQUESTED, account, deposit("bench-" + n, account));
      awaitTurn(() -> before + answered.getAsLong());
    }
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stop();
    producer.close();
  }

  private void awaitTurn(LongSupplier answered) throws InterruptedException {
    while (!stopped && sent.get() - answered.getAsLong() > MOST_UNDER_WAY) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
    sent.incrementAndGet();
    @SuppressWarnings("unchecked") // Only the value's type is wider.
    var record =
        (ProducerRecord<String, SpecificRecord>)
            (ProducerRecord<String, ?>) topic.record(key, value, partitions);
    var _ = producer.send(record);
  }

  private static TransferCommand deposit(String id, String account) {
    return new TransferCommand(
        id,
        TransferKind.DIRECT,
        "world:USD",
        List.of(new Credit(account, 1L)),
        "USD",
        null,
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null);
  }

  private static String account(int number) {
    return "account-" + number;
  }
}
