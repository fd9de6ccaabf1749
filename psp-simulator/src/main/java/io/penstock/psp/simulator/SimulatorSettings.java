package io.penstock.psp.simulator;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a simulator is set up.
 *
 * @param apiKey the secret key that callers must show
 * @param webhookTarget where events are sent, or null: nowhere until {@link
 *     PspSimulator#webhooksTo} names a target
 * @param webhookSecret what events are signed with
 * @param settlementDelay how long after a charge or refund its money becomes available
 */
public record SimulatorSettings(
    String apiKey, @Nullable URI webhookTarget, String webhookSecret, Duration settlementDelay) {
  /** The key that a simulator takes unless told otherwise. */
  public static final String API_KEY = "sk_test_penstock_simulator";

  /** The secret that a simulator signs with unless told otherwise. */
  public static final String WEBHOOK_SECRET = "whsec_penstock_simulator";

  public SimulatorSettings {
    if (settlementDelay.isNegative()) {
      throw new IllegalArgumentException("a settlement delay cannot be negative");
    }
  }

  /** The published key and secret, no webhook target, settlement after five seconds. */
  public static SimulatorSettings defaults() {
    return new SimulatorSettings(API_KEY, null, WEBHOOK_SECRET, Duration.ofSeconds(5));
  }

  /** Without the secrets, so that no log shows them. */
  @Override
  public String toString() {
    return "SimulatorSettings[" + webhookTarget + ", " + settlementDelay + "]";
  }

  public SimulatorSettings withWebhooks(URI target, String secret) {
    return new SimulatorSettings(apiKey, target, secret, settlementDelay);
  }

  public SimulatorSettings withSettlementDelay(Duration delay) {
    return new SimulatorSettings(apiKey, webhookTarget, webhookSecret, delay);
  }
}
