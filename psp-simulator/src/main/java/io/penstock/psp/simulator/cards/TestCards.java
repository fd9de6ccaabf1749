package io.penstock.psp.simulator.cards;

import io.penstock.psp.simulator.cards.TestCard.Trait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cards of Stripe's published test tokens ({@code https://docs.stripe.com/testing}), and one
 * family of our own: {@code pm_card_visa_<letters or digits>} is a Visa with a fingerprint of its
 * own, so that a load test has as many cards as it likes.
 */
final class TestCards {
  private static final Pattern TOKEN = Pattern.compile("(?:pm_card|tok)_(\\w+)");
  private static final Pattern ONE_OF_MANY =
      Pattern.compile("visa_(?!chargeDeclined|debit)[A-Za-z0-9]{1,48}");
  private static final Map<String, TestCard> CARDS = new HashMap<>();

  static {
    add(TestCard.visa("visa", "4242"));
    add(TestCard.of("visa_debit", "visa", "5556", "debit"));
    add(TestCard.of("mastercard", "mastercard", "4444", "credit"));
    add(TestCard.of("mastercard_debit", "mastercard", "8210", "debit"));
    add(TestCard.of("mastercard_prepaid", "mastercard", "5100", "prepaid"));
    add(TestCard.of("amex", "amex", "8431", "credit"));
    add(TestCard.of("discover", "discover", "1117", "credit"));
    add(TestCard.of("diners", "diners", "0004", "credit"));
    add(TestCard.of("jcb", "jcb", "0505", "credit"));
    add(TestCard.of("unionpay", "unionpay", "0005", "credit"));
    add(TestCard.visa("bypassPending", "0077", Trait.AVAILABLE_AT_ONCE));

    decline("chargeDeclined", "0002", Decline.GENERIC);
    decline("chargeDeclinedInsufficientFunds", "9995", Decline.INSUFFICIENT_FUNDS);
    decline("chargeDeclinedLostCard", "9987", Decline.LOST_CARD);
    decline("chargeDeclinedStolenCard", "9979", Decline.STOLEN_CARD);
    decline("chargeDeclinedExpiredCard", "0069", Decline.EXPIRED);
    decline("chargeDeclinedIncorrectCvc", "0127", Decline.INCORRECT_CVC);
    decline("chargeDeclinedProcessingError", "0119", Decline.PROCESSING_ERROR);
    decline("chargeDeclinedFraudulent", "0019", Decline.FRAUDULENT);
    decline("chargeDeclinedVelocityLimitExceeded", "6975", Decline.VELOCITY);
    add(TestCard.visa("chargeCustomerFail", "0341").declined(Decline.GENERIC));

    add(TestCard.visa("radarBlock", "0019", Trait.HIGHEST_RISK).declined(Decline.BLOCKED));
    add(TestCard.visa("riskLevelHighest", "4954", Trait.HIGHEST_RISK).declined(Decline.BLOCKED));
    add(TestCard.visa("riskLevelElevated", "9235", Trait.ELEVATED_RISK));

    add(TestCard.visa("authenticationRequired", "3184", Trait.AUTHENTICATES));
    add(TestCard.visa("threeDSecure2Required", "3220", Trait.AUTHENTICATES));
    add(TestCard.visa("threeDSecureRequired", "3063", Trait.AUTHENTICATES));
    add(TestCard.visa("threeDSecureOptional", "3055"));
    add(
        TestCard.visa(
                "authenticationRequiredChargeDeclinedInsufficientFunds",
                "3178",
                Trait.AUTHENTICATES)
            .declined(Decline.INSUFFICIENT_FUNDS));

    add(TestCard.visa("pendingRefund", "7726", Trait.REFUND_PENDS));
    add(TestCard.visa("refundFail", "5126", Trait.REFUND_FAILS));

    add(TestCard.visa("createDispute", "0259"));
    add(TestCard.visa("createDisputeProductNotReceived", "2685"));
    add(TestCard.visa("createDisputeInquiry", "1976"));
  }

  private TestCards() {}

  private static void add(TestCard card) {
    CARDS.put(card.name(), card);
  }

  /** Stripe names some with the brand and some without; both forms of all are taken. */
  private static void decline(String name, String last4, Decline why) {
    TestCard card = TestCard.visa(name, last4).declined(why);
    for (String alias : List.of(name, "visa_" + name)) {
      CARDS.put(alias, card);
    }
  }

  /** The card of a token such as {@code pm_card_visa} or {@code tok_visa}. */
  static Optional<TestCard> of(String token) {
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(1);
    TestCard card = CARDS.get(name);
    if (card == null && ONE_OF_MANY.matcher(name).matches()) {
      return Optional.of(TestCard.visa(name, "4242"));
    }
    return Optional.ofNullable(card);
  }
}
