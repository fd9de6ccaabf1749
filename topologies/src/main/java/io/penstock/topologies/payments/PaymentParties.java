package io.penstock.topologies.payments;

import io.penstock.domain.payments.PartySearches;
import io.penstock.domain.payments.PaymentInput.Parties;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PartySearch;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** Joins the accounts that were found with the merchant's terms, which every instance holds. */
final class PaymentParties {
  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<MerchantTerms>> terms;

  PaymentParties(ProcessorContext<?, ?> context) {
    terms = context.getStateStore(PaymentsTopology.TERMS);
  }

  Parties of(PartySearch found) {
    ValueAndTimestamp<MerchantTerms> known =
        terms.get(found.getCommand().getCreation().getMerchantId());
    return PartySearches.parties(found, known == null ? null : known.value());
  }
}
