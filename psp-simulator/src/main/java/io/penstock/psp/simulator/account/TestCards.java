package io.penstock.psp.simulator.account;

import static java.util.stream.Collectors.toMap;

import io.penstock.psp.simulator.state.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cards of Stripe's published test tokens ({@code https://docs.stripe.com/testing}), and one
 * family of our own: {@code pm_card_visa_<letters or digits>} is a Visa with a fingerprint of its
 * own, so that a load test has as many cards as it likes.
 */
final class TestCards {
  private static final Pattern TOKEN = Pattern.compile("(?:pm_card|tok)_(\\w+)");

  /** Stripe names some declines with the brand and some without; both forms of all are taken. */
  private static final Pattern VISA_DECLINED = Pattern.compile("visa_(?=chargeDeclined)");

  private static final Pattern ONE_OF_MANY =
      Pattern.compile("visa_(?!chargeDeclined|debit)[A-Za-z0-9]{1,48}");

  private record Published(Map<String, Decline> declines, List<TestCard> cards) {}

  private static final Published PUBLISHED =
      Json.resource(TestCards.class, "cards.json", Published.class);

  private static final Map<String, TestCard> CARDS =
      PUBLISHED.cards.stream().collect(toMap(TestCard::name, Function.identity()));

  private TestCards() {}

  static Decline decline(String name) {
    return Objects.requireNonNull(PUBLISHED.declines.get(name), name);
  }

  /** The card of a token such as {@code pm_card_visa} or {@code tok_visa}. */
  static Optional<TestCard> of(String token) {
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = VISA_DECLINED.matcher(matcher.group(1)).replaceFirst("");
    return ONE_OF_MANY.matcher(name).matches()
        ? Optional.of(new TestCard(name, "visa", "4242", "credit", null, Set.of()))
        : Optional.ofNullable(CARDS.get(name));
  }
}
