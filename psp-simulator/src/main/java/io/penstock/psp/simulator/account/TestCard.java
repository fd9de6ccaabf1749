package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Json;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A card that a test token stands for, and what becomes of charges to it.
 *
 * @param name what its tokens say after {@code pm_card_} or {@code tok_}; cards of one name share a
 *     fingerprint
 * @param brand visa unless said
 * @param funding credit unless said
 * @param decline why a charge is declined, by its name in {@link TestCards}; null: it is not
 * @param traits what else is unusual about it
 */
record TestCard(
    String name,
    String brand,
    String last4,
    String funding,
    @Nullable String decline,
    Set<Trait> traits) {
  private static final int FINGERPRINT_DIGITS = 16;

  TestCard {
    brand = Objects.requireNonNullElse(brand, "visa");
    funding = Objects.requireNonNullElse(funding, "credit");
    traits = Objects.requireNonNullElse(traits, Set.of());
  }

  /** What is unusual about a card. */
  enum Trait {
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

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** What Stripe's fraud screening thinks of a charge to it. */
  ObjectNode outcome() {
    if (is(Trait.HIGHEST_RISK)) {
      return Json.object().put("risk_level", "highest").put("risk_score", 75);
    }
    return is(Trait.ELEVATED_RISK)
        ? Json.object().put("risk_level", "elevated").put("risk_score", 65)
        : Json.object().put("risk_level", "normal").put("risk_score", 20);
  }

  /** Fills the {@code card} member of a payment method. */
  void describe(ObjectNode card) {
    card.put("brand", brand);
    card.put("display_brand", brand);
    card.put("fingerprint", Json.digest("card " + name).substring(0, FINGERPRINT_DIGITS));
    card.put("funding", funding);
    card.put("last4", last4);
  }
}
