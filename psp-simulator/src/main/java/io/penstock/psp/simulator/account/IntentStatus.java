package io.penstock.psp.simulator.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.psp.simulator.state.Json;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a payment intent stands, and what may be done with it there. */
public enum IntentStatus {
  REQUIRES_PAYMENT_METHOD,
  REQUIRES_CONFIRMATION,
  REQUIRES_ACTION,
  PROCESSING,
  REQUIRES_CAPTURE,
  SUCCEEDED,
  CANCELED;

  private static final Set<IntentStatus> CONFIRMABLE =
      EnumSet.of(REQUIRES_PAYMENT_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION);

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static IntentStatus of(JsonNode intent) {
    return valueOf(Json.text(intent, "status").toUpperCase(Locale.ROOT));
  }

  boolean isConfirmable() {
    return CONFIRMABLE.contains(this);
  }

  boolean isCancellable() {
    return isConfirmable() || isCapturable();
  }

  boolean isCapturable() {
    return this == REQUIRES_CAPTURE;
  }
}
