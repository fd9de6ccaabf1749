package io.penstock.psp;

import io.penstock.psp.stripe.StripeSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the PSP connectors need to know. Start from {@link #of} and change what differs.
 *
 * @param bootstrapServers of Kafka
 * @param registryUrl of the schema registry, as {@link io.penstock.schemas.serde.SchemaRegistry#at}
 *     takes it
 * @param stripe how to reach Stripe
 * @param concurrency most calls that run at the same time
 * @param mostUnderWay most requests that are taken from the topic and not finished, waiting ones
 *     among them; at this number no more are taken
 * @param patience how long a request waits for a PSP that cannot be reached
 * @param firstBackOff how long to wait after a first failure; it grows by half with each further
 *     one, give or take half of it by chance
 * @param longestBackOff the cap of that
 * @param breakerPause how long no call is made once too many have failed
 * @param settlementInterval time between two looks at what was settled
 * @param settlementLookBack how far back the very first look goes; later ones go on where the last
 *     stopped
 * @param instanceId stable name of the instance, so that a restart takes its partitions back at
 *     once
 */
public record PspSettings(
    String bootstrapServers,
    String registryUrl,
    StripeSettings stripe,
    int concurrency,
    int mostUnderWay,
    Duration patience,
    Duration firstBackOff,
    Duration longestBackOff,
    Duration breakerPause,
    Duration settlementInterval,
    Duration settlementLookBack,
    @Nullable String instanceId) {

  public PspSettings {
    if (concurrency < 1 || mostUnderWay < concurrency) {
      throw new IllegalArgumentException(
          "concurrency " + concurrency + " of " + mostUnderWay + " under way");
    }
    if (!firstBackOff.isPositive() || firstBackOff.compareTo(longestBackOff) > 0) {
      throw new IllegalArgumentException("back-off from " + firstBackOff + " to " + longestBackOff);
    }
    requirePositive("breakerPause", breakerPause);
    requirePositive("settlementInterval", settlementInterval);
    requirePositive("settlementLookBack", settlementLookBack);
  }

  /** The settings to start from. */
  public static PspSettings of(String bootstrapServers, String registryUrl, StripeSettings stripe) {
    return new PspSettings(
        bootstrapServers,
        registryUrl,
        stripe,
        64,
        10_000,
        Duration.ofMinutes(10),
        Duration.ofMillis(200),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofDays(7),
        null);
  }

  public PspSettings withConcurrency(int calls, int underWay) {
    return new PspSettings(
        bootstrapServers,
        registryUrl,
        stripe,
        calls,
        underWay,
        patience,
        firstBackOff,
        longestBackOff,
        breakerPause,
        settlementInterval,
        settlementLookBack,
        instanceId);
  }

  public PspSettings withPatience(Duration time) {
    return new PspSettings(
        bootstrapServers,
        registryUrl,
        stripe,
        concurrency,
        mostUnderWay,
        time,
        firstBackOff,
        longestBackOff,
        breakerPause,
        settlementInterval,
        settlementLookBack,
        instanceId);
  }

  public PspSettings withBackOff(Duration first, Duration longest, Duration pause) {
    return new PspSettings(
        bootstrapServers,
        registryUrl,
        stripe,
        concurrency,
        mostUnderWay,
        patience,
        first,
        longest,
        pause,
        settlementInterval,
        settlementLookBack,
        instanceId);
  }

  public PspSettings withSettlement(Duration interval, Duration lookBack) {
    return new PspSettings(
        bootstrapServers,
        registryUrl,
        stripe,
        concurrency,
        mostUnderWay,
        patience,
        firstBackOff,
        longestBackOff,
        breakerPause,
        interval,
        lookBack,
        instanceId);
  }

  public PspSettings withInstanceId(@Nullable String id) {
    return new PspSettings(
        bootstrapServers,
        registryUrl,
        stripe,
        concurrency,
        mostUnderWay,
        patience,
        firstBackOff,
        longestBackOff,
        breakerPause,
        settlementInterval,
        settlementLookBack,
        id);
  }

  private static void requirePositive(String name, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(name + " is " + time);
    }
  }
}
