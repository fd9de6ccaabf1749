package io.penstock.sinks;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings committed facts into Postgres: of the ledger, of payments and refunds, of fraud screening
 * and reconciliation. Rows and the offsets behind them commit in one transaction, so that each fact
 * is written once whatever stops, and reading everything again changes nothing. Instances share the
 * partitions.
 *
 * <p>While Postgres or the schema registry is away it waits, and nothing else notices: the ledger
 * never depends on it. A record that cannot become rows goes to the topic {@code
 * sinks.dead-letters}. What a session cannot handle ends it, and the next begins.
 */
public final class LedgerSink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LedgerSink.class);

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
  private static final Duration TIME_TO_FINISH = Duration.ofSeconds(5);

  private final SinkSettings settings;
  private final Database database;
  private final SinkMetrics metrics = new SinkMetrics();
  private final FactReader reader;
  private final BackOff restarts;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("penstock-sinks").unstarted(this::run);
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable SinkSession session;

  /** Connects to nothing yet. */
  public LedgerSink(SinkSettings settings) {
    this.settings = settings;
    database = new Database(settings.postgresUrl());
    reader = new FactReader(SchemaRegistry.at(settings.registryUrl()));
    restarts = BackOff.of(settings);
  }

  /**
   * Brings the tables up to date, as a sink itself does before it writes.
   *
   * @param postgresUrl of JDBC, with user and password
   * @throws IllegalStateException if that cannot be done now
   */
  public static void createTables(String postgresUrl) {
    try {
      Database.migrate(postgresUrl);
    } catch (UnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Begins to work on a thread of its own. Whatever is away may come later. */
  public void start() {
    thread.start();
  }

  /** Whether partitions are assigned, their facts flow, and Postgres answers. */
  public boolean isReady() {
    SinkSession current = session;
    return current != null && current.isFlowing() && database.isReachable();
  }

  /** Committed records of the owned partitions that are not written yet, as of a second ago. */
  public long lag() {
    return metrics.lag();
  }

  /**
   * Rows, batches, dead letters, waits, fenced batches and lag, as {@code penstock.sink.*}; and
   * what the facts that were written say, as {@code penstock.payments.*}, {@code penstock.refunds},
   * {@code penstock.fraud.*} and {@code penstock.reconciliation.results}.
   */
  public MeterBinder metrics() {
    return metrics;
  }

  /** Lets the batch under way finish for a few seconds, then rolls it back. */
  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    try {
      if (thread.isAlive()) {
        thread.join(TIME_TO_FINISH);
      }
      database.close();
      thread.join();
    } catch (InterruptedException e) {
      database.close();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
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
        sessionConsumer.close(CloseOptions.timeout(TIME_TO_FINISH));
        if (current.wroteSomething()) {
          restarts.succeeded();
        }
      }
    }
  }

  private Map<String, Object> consumerConfig() {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, GROUP);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    config.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        Math.toIntExact(settings.maxPollInterval().toMillis()));
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxBatchRecords());
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * 1024 * 1024);
    if (settings.instanceId() != null) {
      config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
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
