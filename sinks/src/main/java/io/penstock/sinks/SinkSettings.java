package io.penstock.sinks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a sink needs to know.
 *
 * @param bootstrapServers of Kafka
 * @param registryUrl of the schema registry, as {@link io.penstock.schemas.serde.SchemaRegistry#at}
 *     takes it
 * @param postgresUrl JDBC URL with user and password
 * @param instanceId a name that outlives restarts, so that a short restart moves no partition
 *     (Kafka's static membership); null: a new member at each start
 * @param maxBatchRecords most records that one SQL transaction writes
 * @param firstBackOff how long to wait after a first failure; it doubles with each further one
 * @param longestBackOff the cap of that
 * @param maxPollInterval how long one batch may take before another instance takes the partitions
 */
public record SinkSettings(
    String bootstrapServers,
    String registryUrl,
    String postgresUrl,
    @Nullable String instanceId,
    int maxBatchRecords,
    Duration firstBackOff,
    Duration longestBackOff,
    Duration maxPollInterval) {

  public SinkSettings {
    if (maxBatchRecords < 1) {
      throw new IllegalArgumentException("maxBatchRecords is " + maxBatchRecords);
    }
    if (!firstBackOff.isPositive() || firstBackOff.compareTo(longestBackOff) > 0) {
      throw new IllegalArgumentException("back-off from " + firstBackOff + " to " + longestBackOff);
    }
  }

  /** What a sink runs with, but for tests. */
  public static SinkSettings of(
      String bootstrapServers,
      String registryUrl,
      String postgresUrl,
      @Nullable String instanceId) {
    return new SinkSettings(
        bootstrapServers,
        registryUrl,
        postgresUrl,
        instanceId,
        10_000,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        Duration.ofMinutes(5));
  }
}
