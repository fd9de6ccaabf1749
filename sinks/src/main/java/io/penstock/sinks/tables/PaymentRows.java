package io.penstock.sinks.tables;

import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.sinks.sql.AppendedRows;
import io.penstock.sinks.sql.Columns;
import io.penstock.sinks.sql.LatestRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Payment events as rows: of payment_events each, of payments the payment after the latest. */
public final class PaymentRows {
  /** The token of a card is left out on purpose. */
  private static final LatestRows<Payment> STATES =
      new LatestRows<>(
          "payments",
          new Columns<Payment>()
              .text("payment_id", Payment::getPaymentId)
              .constant("status", Payment::getStatus)
              .constant("phase", Payment::getPhase)
              .text("failure_code", Payment::getFailureCode)
              .text("failure_detail", Payment::getFailureDetail)
              .constant("funding", asked(PaymentCreation::getFunding))
              .constant("capture", asked(PaymentCreation::getCapture))
              .text("payer_account_id", Payment::getPayerAccountId)
              .text("user_id", asked(PaymentCreation::getUserId))
              .text("merchant_id", asked(PaymentCreation::getMerchantId))
              .text("merchant_account_id", Payment::getMerchantAccountId)
              .longs("amount_minor", asked(PaymentCreation::getAmountMinor))
              .longs("amount_captured_minor", Payment::getAmountCapturedMinor)
              .longs("amount_refunded_minor", Payment::getAmountRefundedMinor)
              .text("currency", asked(PaymentCreation::getCurrency))
              .booleans("funds_held", Payment::getFundsHeld)
              .longs("fee_minor", Payment::getFeeMinor)
              .ints("fee_basis_points", Payment::getFeeBasisPoints)
              .longs("fee_fixed_minor", Payment::getFeeFixedMinor)
              .constant("payer_screening", Payment::getPayerScreening)
              .constant("card_screening", Payment::getCardScreening)
              .text("psp", Payment::getPsp)
              .text("psp_reference", Payment::getPspReference)
              .text("psp_charge_reference", Payment::getPspChargeReference)
              .longs("psp_fee_minor", Payment::getPspFeeMinor)
              .text("card_fingerprint", Payment::getCardFingerprint)
              .text("checkout_id", asked(PaymentCreation::getCheckoutId))
              .json("metadata", payment -> JsonColumns.object(payment.getCreation().getMetadata()))
              .time("expires_at", Payment::getExpiresAtMs)
              .time("captured_at", Payment::getCapturedAtMs)
              .longs("sequence", Payment::getSequence)
              .time("created_at", Payment::getCreatedAtMs)
              .time("updated_at", Payment::getUpdatedAtMs),
          List.of("payment_id"),
          List.of("sequence"));

  private static final AppendedRows<PaymentEvent> EVENTS =
      new AppendedRows<>(
          "payment_events",
          new Columns<PaymentEvent>()
              .text("payment_id", PaymentEvent::getPaymentId)
              .longs("sequence", PaymentEvent::getSequence)
              .constant("type", PaymentEvent::getType)
              .constant("status", PaymentEvent::getStatus)
              .text("code", PaymentEvent::getCode)
              .text("detail", PaymentEvent::getDetail)
              .text("refund_id", PaymentEvent::getRefundId)
              .longs("amount_minor", PaymentEvent::getAmountMinor)
              .text("request_id", PaymentEvent::getRequestId)
              .time("occurred_at", PaymentEvent::getOccurredAtMs));

  private PaymentRows() {}

  /** Of several events of a payment in one batch only the latest writes the payment. */
  public static int write(Connection connection, List<PaymentEvent> events) throws SQLException {
    return EVENTS.write(connection, events)
        + STATES.write(connection, events.stream().map(PaymentRows::payment).toList());
  }

  private static <T> Function<Payment, @Nullable T> asked(
      Function<PaymentCreation, @Nullable T> part) {
    return payment -> part.apply(payment.getCreation());
  }

  /** Answers to repeats and refusals, which are not numbered, changed nothing. */
  public static boolean isChange(PaymentEvent event) {
    return event.getSequence() > 0;
  }

  /**
   * What must hold of an event before any of it is written.
   *
   * @throws UnfitRecordException if the event does not carry the payment as it was after it
   */
  public static void require(PaymentEvent event) throws UnfitRecordException {
    Payment payment = event.getPayment();
    if (payment == null
        || event.getStatus() == null
        || payment.getSequence() != event.getSequence()
        || !payment.getPaymentId().equals(event.getPaymentId())) {
      throw new UnfitRecordException(
          "event %d of payment %s does not carry the payment after it"
              .formatted(event.getSequence(), event.getPaymentId()));
    }
  }

  /** The payment after an event that passed. */
  public static Payment payment(PaymentEvent event) {
    return Objects.requireNonNull(event.getPayment());
  }
}
