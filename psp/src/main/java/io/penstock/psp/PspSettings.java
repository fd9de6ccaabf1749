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
 * @param outage what happens while a PSP cannot be reached
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
    Outage outage,
    Duration settlementInterval,
    Duration settlementLookBack,
    @Nullable String instanceId) {

  /**
   * What happens while a PSP cannot be reached.
   *
   * @param givenUpAfter how long a request waits for it
   * @param firstBackOff how long to wait after a first failure; it grows by half with each further
   *     one, give or take half of it by chance
   * @param longestBackOff the cap of that
   * @param breakerPause how long no call is made once too many have failed
   */
  public record Outage(
      Duration givenUpAfter,
      Duration firstBackOff,
      Duration longestBackOff,
      Duration breakerPause) {
    public Outage {
      if (!firstBackOff.isPositive() || firstBackOff.compareTo(longestBackOff) > 0) {
        throw new IllegalArgumentException(
            "back-off from " + firstBackOff + " to " + longestBackOff);
      }
      requirePositive("breakerPause", breakerPause);
    }
  }

  public PspSettings {
    requirePositive("settlementInterval", settlementInterval);
    requirePositive("settlementLookBack", settlementLookBack);
  }

  /** The settings to start from. */
  public static PspSettings of(
      String bootstrapServers,
      String registryUrl,
      StripeSettings stripe,
      @Nullable String instanceId) {
    Outage outage =
        new Outage(
            Duration.ofMinutes(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));
    return new PspSettings(
        bootstrapServers,
        registryUrl,
        stripe,
        outage,
        Duration.ofSeconds(10),
        Duration.ofDays(7),
        instanceId);
  }

  public PspSettings withSettlement(Duration interval, Duration lookBack) {
    return new PspSettings(
        bootstrapServers, registryUrl, stripe, outage, interval, lookBack, instanceId);
  }

  private static void requirePositive(String name, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(name + " is " + time);
    }
  }
}
