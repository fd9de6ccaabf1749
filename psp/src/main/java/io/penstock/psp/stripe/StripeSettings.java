package io.penstock.psp.stripe;

import java.time.Duration;

/**
 * How to reach Stripe, or what speaks like it.
 *
 * @param apiKey the account's secret key
 * @param baseUrl of the API; {@link #REAL} or a simulator
 * @param webhookSecret with which webhooks are signed; without one every webhook is refused
 * @param connectTimeout until a connection stands
 * @param readTimeout from there until the whole answer is in
 */
public record StripeSettings(
    String apiKey,
    String baseUrl,
    String webhookSecret,
    Duration connectTimeout,
    Duration readTimeout) {

  /** The real API. */
  public static final String REAL = "https://api.stripe.com";

  public StripeSettings {
    if (!connectTimeout.isPositive() || !readTimeout.isPositive()) {
      throw new IllegalArgumentException("time-outs " + connectTimeout + " and " + readTimeout);
    }
  }

  /** The settings to start from. */
  public static StripeSettings of(String apiKey, String baseUrl, String webhookSecret) {
    return new StripeSettings(
        apiKey, baseUrl, webhookSecret, Duration.ofSeconds(3), Duration.ofSeconds(20));
  }

  /** Without the secrets, so that no log shows them. */
  @Override
  public String toString() {
    return "StripeSettings[" + baseUrl + "]";
  }
}
