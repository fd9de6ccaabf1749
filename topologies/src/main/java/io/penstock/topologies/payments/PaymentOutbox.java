package io.penstock.topologies.payments;

import io.penstock.domain.payments.PartySearches;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Listing;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.topologies.flows.Outbox.Address;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/** Addresses what payments say. */
final class PaymentOutbox {

  private PaymentOutbox() {}

  static Address addressOf(SpecificRecord output) {
    return switch (output) {
      case PaymentEvent event -> new Address(Topics.PAYMENT_EVENTS, Keys.paymentEvent(event));
      case Refund refund -> new Address(Topics.REFUND_EVENTS, Keys.refund(refund));
      case TransferCommand transfer ->
          new Address(
              Topics.TRANSFER_STEPS,
              Objects.requireNonNull(TransferKey.of(transfer), "no payer is a system account"));
      case PartySearch search -> new Address(Topics.PAYMENT_PARTIES, PartySearches.placeOf(search));
      case PspRequest request -> new Address(Topics.PSP_REQUESTS, request.getPaymentId());
      case FraudCheck check ->
          new Address(
              Topics.FRAUD_CHECKS, Keys.fraudSubject(check.getSubjectType(), check.getSubjectId()));
      // The end of a wait for a verdict, where nobody screens.
      case FraudVerdict tick -> new Address(Topics.FRAUD_VERDICTS, Keys.fraudVerdict(tick));
      case Listing place -> new Address(Topics.VIEW_LISTINGS, Keys.listing(place));
      default -> throw new IllegalStateException("no address for " + output.getSchema());
    };
  }
}
