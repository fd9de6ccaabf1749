package io.penstock.app.bench;

import io.penstock.benchmarks.Traffic;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
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
  private final Traffic traffic;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean stopped;

  LedgerLoad(String bootstrapServers, String registryUrl, Traffic traffic) {
    this.traffic = traffic;
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
  void open(LongSupplier answered) throws InterruptedException {
    long before = sent.get();
    for (int i = 0; i < traffic.accounts(); i++) {
      send(traffic.opening(i));
      awaitTurn(() -> before + answered.getAsLong());
    }
    producer.flush();
  }

  /** Brings money to random accounts until stopped. */
  void run(LongSupplier answered) throws InterruptedException {
    Random random = new Random(SEED);
    long before = sent.get();
    for (long n = 0; !stopped; n++) {
      send(traffic.deposit("bench-" + n, random.nextInt(traffic.accounts()), 1));
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

  private void send(ProducerRecord<String, SpecificRecord> command) {
    sent.incrementAndGet();
    var _ = producer.send(command);
  }
}
