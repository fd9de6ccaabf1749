package io.penstock.topologies.payments;

import io.penstock.domain.payments.PartySearches;
import io.penstock.domain.payments.PaymentInput;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PartySearch;
import io.penstock.streams.stores.StoreCatalogue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Joins the accounts that were found with the merchant's terms, which every instance holds. */
final class PaymentParties {
  private final ReadOnlyKeyValueStore<String, MerchantTerms> terms;

  PaymentParties(ProcessorContext<?, ?> context) {
    terms = context.getStateStore(StoreCatalogue.MERCHANT_TERMS.name());
  }

  PaymentInput answer(PartySearch found) {
    return PartySearches.answer(found, terms.get(found.getCommand().getCreation().getMerchantId()));
  }
}
