package io.penstock.sinks;

import io.penstock.sinks.sql.OffsetRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the sink's consumer: poll, write, and while something is away, pause, wait and keep
 * polling, so that the group still counts this instance in. For one thread.
 */
final class SinkSession {
  private static final Logger log = LoggerFactory.getLogger(SinkSession.class);
  private static final Duration LONGEST_POLL = Duration.ofMillis(200);
  private static final long MEASURING_NANOS = Duration.ofSeconds(1).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final FactReader reader;
  private final Database database;
  private final LedgerWriter writer;
  private final SinkMetrics metrics;
  private final OwnedPartitions owned;
  private final BackOff backOff;
  private long measuredAtNanos = System.nanoTime();
  private @Nullable ConsumerRecords<byte[], byte[]> pending;
  private volatile boolean flowing;
  private boolean wroteSomething;

  SinkSession(
      SinkSettings settings,
      Consumer<byte[], byte[]> consumer,
      FactReader reader,
      Database database,
      LedgerWriter writer,
      SinkMetrics metrics) {
    this.consumer = consumer;
    this.reader = reader;
    this.database = database;
    this.writer = writer;
    this.metrics = metrics;
    this.owned = new OwnedPartitions(consumer);
    this.backOff = BackOff.of(settings);
  }

  void run(List<String> topics, BooleanSupplier closing) {
    consumer.subscribe(topics, owned);
    while (!closing.getAsBoolean()) {
      poll();
      if (backOff.remaining().isZero()) {
        attempt();
      }
      flowing = owned.arePlaced() && !backOff.isFailing();
      measure();
    }
  }

  /** Whether it owns partitions and writes them, with nothing in the way. */
  boolean isFlowing() {
    return flowing;
  }

  boolean wroteSomething() {
    return wroteSomething;
  }

  /** Once a second, how far it is behind; where Kafka does not say, the last figure stands. */
  private void measure() {
    long now = System.nanoTime();
    if (now - measuredAtNanos >= MEASURING_NANOS) {
      measuredAtNanos = now;
      owned.behind(pending).ifPresent(metrics::behind);
    }
  }

  private void poll() {
    Duration wait = backOff.isFailing() ? backOff.remaining() : LONGEST_POLL;
    var polled = consumer.poll(wait.compareTo(LONGEST_POLL) < 0 ? wait : LONGEST_POLL);
    if (owned.lostSome()) {
      startOver();
    } else if (!polled.isEmpty()) {
      // Everything is paused while a batch is pending, so none is ever overwritten.
      pending = polled;
    }
  }

  private void attempt() {
    try {
      database.migrate();
      owned.place(database);
      if (pending != null) {
        write(pending);
        pending = null;
      }
      if (backOff.isFailing()) {
        log.info("all there again, going on");
      }
      backOff.succeeded();
      consumer.resume(owned.placed());
    } catch (UnavailableException e) {
      consumer.pause(consumer.assignment());
      metrics.backedOff();
      log.warn("next attempt in {} ms: {}", backOff.failed().toMillis(), e.getMessage());
    }
  }

  private void write(ConsumerRecords<byte[], byte[]> batch) throws UnavailableException {
    Map<TopicPartition, OffsetRows.Step> steps = owned.steps(batch);
    if (writer.write(steps, reader.read(batch))) {
      owned.advance(steps);
      wroteSomething = true;
    } else {
      metrics.fenced();
      log.warn("another instance, or an operator, has moved the offsets of {}", steps.keySet());
      startOver();
    }
  }

  /** Drops what was read and not written, and asks Postgres where to go on. */
  private void startOver() {
    pending = null;
    owned.displace();
  }
}
