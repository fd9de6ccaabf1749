package io.penstock.app.roles;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Set;

/**
 * Keeps what is scraped within some hundred lines. Kafka Streams has a meter for each task, store,
 * cache and node of each client, some thousand together, and more with each partition; here are
 * those by which an operator sees that a stream works, how fast, and how far it is behind. The
 * others are still there by JMX.
 */
final class MeterBounds {
  private static final String KAFKA = "kafka.";

  private static final Set<String> SHOWN =
      Set.of(
          "kafka.stream.thread.process.rate",
          "kafka.stream.thread.process.latency.avg",
          "kafka.stream.thread.commit.rate",
          "kafka.stream.thread.commit.latency.avg",
          "kafka.stream.thread.poll.records.avg",
          "kafka.stream.failed.stream.threads",
          "kafka.consumer.fetch.manager.records.lag.max",
          "kafka.consumer.fetch.manager.records.consumed.rate",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.producer.record.send.rate",
          "kafka.producer.record.error.rate",
          "kafka.producer.request.latency.avg");

  private MeterBounds() {}

  static MeterFilter filter() {
    return MeterFilter.deny(id -> id.getName().startsWith(KAFKA) && !isShown(id));
  }

  /** Of a client or thread as a whole: what is counted by topic or task grows with those. */
  private static boolean isShown(Meter.Id id) {
    return SHOWN.contains(id.getName())
        && id.getTag("topic") == null
        && id.getTag("task.id") == null
        && id.getTag("partition") == null;
  }
}
