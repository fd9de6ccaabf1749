package io.penstock.psp.simulator.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Where a payment intent stands, and what may be done with it there. */
public enum IntentStatus {
  REQUIRES_PAYMENT_METHOD,
  REQUIRES_CONFIRMATION,
  REQUIRES_ACTION,
  PROCESSING,
  REQUIRES_CAPTURE,
  SUCCEEDED,
  CANCELED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static IntentStatus of(ObjectNode intent) {
    return valueOf(intent.get("status").textValue().toUpperCase(Locale.ROOT));
  }

  boolean isConfirmable() {
    return switch (this) {
      case REQUIRES_PAYMENT_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION -> true;
      case PROCESSING, REQUIRES_CAPTURE, SUCCEEDED, CANCELED -> false;
    };
  }

  boolean isCancellable() {
    return switch (this) {
      case REQUIRES_PAYMENT_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION, REQUIRES_CAPTURE ->
          true;
      case PROCESSING, SUCCEEDED, CANCELED -> false;
    };
  }

  boolean isCapturable() {
    return switch (this) {
      case REQUIRES_CAPTURE -> true;
      case REQUIRES_PAYMENT_METHOD,
          REQUIRES_CONFIRMATION,
          REQUIRES_ACTION,
          PROCESSING,
          SUCCEEDED,
          CANCELED ->
          false;
    };
  }
}
