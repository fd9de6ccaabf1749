package io.penstock.domain.payments;

import java.time.Duration;

/**
 * What an operator decides about payments.
 *
 * @param psp name of the PSP that cards go to, as in {@code psp:<name>:USD}
 * @param verdictTimeout how long funds wait for a fraud verdict
 * @param withoutVerdict what becomes of a payment whose verdict did not come in time
 * @param authorizationLifetime how long a manual capture may wait; wallets' holds are made with it,
 *     cards' authorisations are cancelled after it. Whole seconds
 * @param firstLookUp how long after an unknown outcome the PSP is asked; each further time doubles
 * @param nobodyScreensAfter how long the end of that wait, which travels behind every verdict, may
 *     itself stay unanswered, until the payment goes on as without a verdict
 * @param firstRepeat how long the ledger's outcome of a transfer is awaited until it is asked for
 *     again; each further time takes four times as long
 * @param longestRepeat the longest time between two questions for the same answer
 */
public record PaymentRules(
    String psp,
    Duration verdictTimeout,
    WithoutVerdict withoutVerdict,
    Duration authorizationLifetime,
    Duration firstLookUp,
    Duration nobodyScreensAfter,
    Duration firstRepeat,
    Duration longestRepeat) {

  /** What becomes of a payment without a verdict. */
  public enum WithoutVerdict {
    /** It fails with {@code fraud_verdict_missing}. */
    CLOSED,
    /** It goes on; a verdict that rejects later refunds it. */
    OPEN
  }

  /** Stripe; a second; closed; seven days, as long as Stripe keeps an authorisation of a card. */
  public static final PaymentRules DEFAULT =
      new PaymentRules(
          "stripe",
          Duration.ofSeconds(1),
          WithoutVerdict.CLOSED,
          Duration.ofDays(7),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofHours(1));

  public PaymentRules withVerdictTimeout(Duration timeout, WithoutVerdict policy) {
    return with(timeout, policy, authorizationLifetime, nobodyScreensAfter);
  }

  public PaymentRules withAuthorizationLifetime(Duration lifetime) {
    return with(verdictTimeout, withoutVerdict, lifetime, nobodyScreensAfter);
  }

  public PaymentRules withNobodyScreensAfter(Duration silence) {
    return with(verdictTimeout, withoutVerdict, authorizationLifetime, silence);
  }

  private PaymentRules with(
      Duration timeout, WithoutVerdict policy, Duration lifetime, Duration silence) {
    return new PaymentRules(
        psp, timeout, policy, lifetime, firstLookUp, silence, firstRepeat, longestRepeat);
  }
}
