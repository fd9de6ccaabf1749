package io.penstock.psp.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A card that a test token stands for, and what becomes of charges to it.
 *
 * @param name what its tokens say after {@code pm_card_} or {@code tok_}; cards of one name share a
 *     fingerprint
 * @param decline why a charge is declined, if it is
 * @param authenticates whether its holder must first prove to be there
 * @param refunds how its refunds end
 * @param availableAtOnce whether its money skips the settlement delay
 */
record TestCard(
    String name,
    String brand,
    String last4,
    String funding,
    String country,
    Optional<Decline> decline,
    boolean authenticates,
    Refunding refunds,
    Risk risk,
    boolean availableAtOnce) {
  private static final int EXPIRY_YEAR = 2034;
  private static final int EXPIRY_MONTH = 12;
  private static final int FINGERPRINT_DIGITS = 16;

  /** How refunds to a card end. */
  enum Refunding {
    SUCCEEDS,
    PENDS_THEN_SUCCEEDS,
    SUCCEEDS_THEN_FAILS
  }

  /** What Stripe's fraud screening thinks of it. */
  enum Risk {
    NORMAL(20),
    ELEVATED(65),
    HIGHEST(75);

    final int score;

    Risk(int score) {
      this.score = score;
    }

    String level() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A card that just works. */
  static TestCard of(String name, String brand, String last4, String funding) {
    return new TestCard(
        name,
        brand,
        last4,
        funding,
        "US",
        Optional.empty(),
        false,
        Refunding.SUCCEEDS,
        Risk.NORMAL,
        false);
  }

  static TestCard visa(String name, String last4) {
    return of(name, "visa", last4, "credit");
  }

  TestCard declined(Decline why) {
    return new TestCard(
        name,
        brand,
        last4,
        funding,
        country,
        Optional.of(why),
        authenticates,
        refunds,
        risk,
        availableAtOnce);
  }

  TestCard authenticated() {
    return new TestCard(
        name, brand, last4, funding, country, decline, true, refunds, risk, availableAtOnce);
  }

  TestCard refunding(Refunding how) {
    return new TestCard(
        name, brand, last4, funding, country, decline, authenticates, how, risk, availableAtOnce);
  }

  TestCard risky(Risk level) {
    return new TestCard(
        name,
        brand,
        last4,
        funding,
        country,
        decline,
        authenticates,
        refunds,
        level,
        availableAtOnce);
  }

  TestCard bypassingPending() {
    return new TestCard(
        name, brand, last4, funding, country, decline, authenticates, refunds, risk, true);
  }

  /** The {@code card} member of a payment method. */
  ObjectNode toJson() {
    ObjectNode card = Json.object();
    card.put("brand", brand);
    card.set("checks", checks());
    card.put("country", country);
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
