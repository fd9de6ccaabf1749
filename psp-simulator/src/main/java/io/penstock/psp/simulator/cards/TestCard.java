package io.penstock.psp.simulator.cards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.wire.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A card that a test token stands for, and what becomes of charges to it.
 *
 * @param name what its tokens say after {@code pm_card_} or {@code tok_}; cards of one name share a
 *     fingerprint
 * @param decline why a charge is declined, if it is
 * @param traits what else is unusual about it
 */
public record TestCard(
    String name,
    String brand,
    String last4,
    String funding,
    Optional<Decline> decline,
    Set<Trait> traits) {
  private static final int EXPIRY_YEAR = 2034;
  private static final int EXPIRY_MONTH = 12;
  private static final int FINGERPRINT_DIGITS = 16;

  /** What is unusual about a card. */
  public enum Trait {
    /** Its holder must first prove to be there. */
    AUTHENTICATES,
    /** Its refunds pend before they succeed. */
    REFUND_PENDS,
    /** Its refunds succeed and fail later. */
    REFUND_FAILS,
    /** Its money skips the settlement delay. */
    AVAILABLE_AT_ONCE,
    ELEVATED_RISK,
    HIGHEST_RISK
  }

  /** What Stripe's fraud screening thinks of a card. */
  public enum Risk {
    NORMAL(20),
    ELEVATED(65),
    HIGHEST(75);

    public final int score;

    Risk(int score) {
      this.score = score;
    }

    public String level() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static TestCard of(String name, String brand, String last4, String funding) {
    return new TestCard(name, brand, last4, funding, Optional.empty(), Set.of());
  }

  static TestCard visa(String name, String last4, Trait... traits) {
    return new TestCard(name, "visa", last4, "credit", Optional.empty(), Set.of(traits));
  }

  TestCard declined(Decline why) {
    return new TestCard(name, brand, last4, funding, Optional.of(why), traits);
  }

  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  public Risk risk() {
    if (is(Trait.HIGHEST_RISK)) {
      return Risk.HIGHEST;
    }
    return is(Trait.ELEVATED_RISK) ? Risk.ELEVATED : Risk.NORMAL;
  }

  /** The {@code card} member of a payment method. */
  public ObjectNode toJson() {
    ObjectNode card = Json.object();
    card.put("brand", brand);
    card.set("checks", checks());
    card.put("country", "US");
    card.put("display_brand", brand);
    card.put("exp_month", EXPIRY_MONTH);
    card.put("exp_year", EXPIRY_YEAR);
    card.put("fingerprint", fingerprint());
    card.put("funding", funding);
    card.put("last4", last4);
    card.putNull("wallet");
    return card;
  }

  private static ObjectNode checks() {
    ObjectNode checks = Json.object();
    checks.putNull("address_line1_check");
    checks.putNull("address_postal_code_check");
    checks.put("cvc_check", "pass");
    return checks;
  }

  /** The same wherever and whenever the card is used. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(("card " + name).getBytes(UTF_8)))
          .substring(0, FINGERPRINT_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
