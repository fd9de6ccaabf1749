package io.penstock.sinks;

import static org.apache.kafka.clients.consumer.ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_INSTANCE_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.METADATA_MAX_AGE_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;

import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.sinks.records.DeadLetters;
import io.penstock.sinks.records.FactReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one session after the other: what a session cannot handle ends it, and the next begins. */
final class SinkLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(SinkLoop.class);

  private static final String GROUP = "penstock-sinks";
  private static final List<String> TOPICS =
      List.of(
          Topics.LEDGER_ENTRIES.name(),
          Topics.ACCOUNT_BALANCES.name(),
          Topics.TRANSFER_OUTCOMES.name(),
          Topics.PAYMENT_EVENTS.name(),
          Topics.REFUND_EVENTS.name(),
          Topics.FRAUD_VERDICTS.name(),
          Topics.RECONCILIATION_RESULTS.name());
  private static final Duration CLOSING_TIME = Duration.ofSeconds(5);

  private final SinkSettings settings;
  private final Database database;
  private final SinkMetrics metrics;
  private final FactReader reader;
  private final BackOff restarts;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable SinkSession session;

  SinkLoop(SinkSettings settings, Database database, SinkMetrics metrics) {
    this.settings = settings;
    this.database = database;
    this.metrics = metrics;
    this.reader = new FactReader(SchemaRegistry.at(settings.registryUrl()));
    this.restarts =
        new BackOff(
            settings.firstBackOff(),
            settings.longestBackOff(),
            InstantSource.system(),
            RandomGenerator.getDefault());
  }

  @Override
  public void run() {
    while (!isClosing()) {
      try {
        runSession();
      } catch (WakeupException e) {
        log.debug("woken up to close");
      } catch (RuntimeException e) {
        log.error("the sink stopped and starts again", e);
        await(restarts.failed());
      }
    }
  }

  /** Ends the session after the batch it is writing. Any thread may call it. */
  void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
  }

  boolean isFlowing() {
    SinkSession current = session;
    return current != null && current.isFlowing();
  }

  private void runSession() {
    try (DeadLetters deadLetters = new DeadLetters(settings.bootstrapServers())) {
      var sessionConsumer =
          new KafkaConsumer<>(
              consumerConfig(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      var writer = new LedgerWriter(database, deadLetters, metrics);
      var current = new SinkSession(settings, sessionConsumer, reader, database, writer, metrics);
      try {
        consumer = sessionConsumer;
        session = current;
        current.run(TOPICS, this::isClosing);
      } finally {
        session = null;
        consumer = null;
        sessionConsumer.close(CloseOptions.timeout(CLOSING_TIME));
        if (current.wroteSomething()) {
          restarts.succeeded();
        }
      }
    }
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = new HashMap<>();
    config.put(BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(GROUP_ID_CONFIG, GROUP);
    config.put(CLIENT_ID_CONFIG, GROUP);
    config.put(ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(METADATA_MAX_AGE_CONFIG, 10_000);
    config.put(PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
    config.put(SESSION_TIMEOUT_MS_CONFIG, 10_000);
    config.put(MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(settings.maxPollInterval().toMillis()));
    config.put(MAX_POLL_RECORDS_CONFIG, settings.maxBatchRecords());
    config.put(MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * 1024 * 1024);
    if (settings.instanceId() != null) {
      config.put(GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
    }
    return config;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void await(Duration wait) {
    try {
      if (closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("closing");
      }
    } catch (InterruptedException e) {
      closing.countDown();
      Thread.currentThread().interrupt();
    }
  }
}
