package io.penstock.psp.stripe;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Under which names our ids stand in the metadata of what we create at Stripe. */
final class OurReferences {
  static final String PAYMENT_ID = "penstock_payment_id";
  static final String REFUND_ID = "penstock_refund_id";

  private OurReferences() {}

  static @Nullable String paymentId(@Nullable Map<String, String> metadata) {
    return metadata == null ? null : metadata.get(PAYMENT_ID);
  }

  static @Nullable String refundId(@Nullable Map<String, String> metadata) {
    return metadata == null ? null : metadata.get(REFUND_ID);
  }
}
