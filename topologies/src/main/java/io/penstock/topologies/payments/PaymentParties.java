package io.penstock.topologies.payments;

import io.penstock.domain.payments.PaymentInput.Parties;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Keys;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PaymentCreation;
import java.util.Comparator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Finds the accounts of a payment's owners and the merchant's terms in tables that every instance
 * holds whole. Of several accounts the one opened first is meant, of the usual type if there is
 * one.
 */
final class PaymentParties {
  /** Behind every key that begins with '#'. */
  private static final char AFTER_SEPARATOR = '#' + 1;

  private static final Comparator<AccountOwner> FIRST_OPENED =
      Comparator.comparingLong(AccountOwner::getOpenedAtMs)
          .thenComparing(AccountOwner::getAccountId);

  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<AccountOwner>> owners;
  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<MerchantTerms>> terms;

  PaymentParties(ProcessorContext<?, ?> context) {
    owners = context.getStateStore(PaymentsTopology.OWNERS);
    terms = context.getStateStore(PaymentsTopology.TERMS);
  }

  Parties of(PaymentCreation asked) {
    String payer = asked.getPayerAccountId();
    if (payer == null && asked.getUserId() != null) {
      payer = account(asked.getUserId(), AccountType.WALLET, AccountType.MERCHANT, asked);
    }
    ValueAndTimestamp<MerchantTerms> found = terms.get(asked.getMerchantId());
    return new Parties(
        payer,
        account(asked.getMerchantId(), AccountType.MERCHANT, AccountType.WALLET, asked),
        found == null ? null : found.value());
  }

  /** Whether somebody was named and not found, who may have opened an account just now. */
  static boolean areMissing(PaymentCreation asked, Parties parties) {
    return parties.merchantAccountId() == null
        || (parties.payerAccountId() == null && asked.getUserId() != null);
  }

  private @Nullable String account(
      String owner, AccountType usual, AccountType other, PaymentCreation asked) {
    String account = account(Keys.ownerPrefix(owner, usual, asked.getCurrency()));
    return account == null ? account(Keys.ownerPrefix(owner, other, asked.getCurrency())) : account;
  }

  private @Nullable String account(String prefix) {
    String end = prefix.substring(0, prefix.length() - 1) + AFTER_SEPARATOR;
    AccountOwner first = null;
    try (KeyValueIterator<String, ValueAndTimestamp<AccountOwner>> accounts =
        owners.range(prefix, end)) {
      while (accounts.hasNext()) {
        KeyValue<String, ValueAndTimestamp<AccountOwner>> next = accounts.next();
        AccountOwner account = next.value.value();
        if (next.key.startsWith(prefix)
            && (first == null || FIRST_OPENED.compare(account, first) < 0)) {
          first = account;
        }
      }
    }
    return first == null ? null : first.getAccountId();
  }
}
