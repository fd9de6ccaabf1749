package io.penstock.streams.stores;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.Closing;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.Keys;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.Payment;
import io.penstock.schemas.Readers;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Retention;
import io.penstock.schemas.SettlementMatching;
import io.penstock.schemas.TransferOutcome;
import io.penstock.streams.stores.Store.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;

/** Every state store of Penstock's topologies. */
public final class StoreCatalogue {
  private static final Duration SEGMENT_OF_IDS = Duration.ofDays(15);
  private static final Duration SEGMENT_OF_HISTORY = Duration.ofDays(100);

  /** balances: each account of the partition, system shards included. Key: account id. */
  public static final Store<AccountBalance> ACCOUNTS = Store.ofRecords("accounts", Place.MEMORY);

  /** balances: each hold that is pending. Key: {@link Keys#transfer}. */
  public static final Store<TransferOutcome> HOLDS = Store.ofRecords("holds", Place.DISK);

  /** balances: each transfer that is no pending hold, as decided. Key: {@link Keys#transfer}. */
  public static final ExpiringStore<TransferOutcome> DECIDED_TRANSFERS =
      new ExpiringStore<>("decided-transfers", Retention.DEFAULT.ids(), SEGMENT_OF_IDS);

  /** balances: each account command with its pinned outcome. Key: {@link Keys#accountAnswer}. */
  public static final ExpiringStore<AccountOutcome> DECIDED_ACCOUNT_COMMANDS =
      new ExpiringStore<>("decided-account-commands", Retention.DEFAULT.ids(), SEGMENT_OF_IDS);

  /**
   * balances: what became of credits that were reversed or rejected at their account. Key: {@link
   * Keys#transfer} of the transfer.
   */
  public static final ExpiringStore<ReceivedCredit> RECEIVED_CREDITS =
      new ExpiringStore<>("received-credits", Retention.DEFAULT.ids(), SEGMENT_OF_IDS);

  /** balances: holds by deadline. Key: deadline in 19 digits, '#', the key in holds. */
  public static final Store<String> HOLD_DEADLINES =
      Store.of("hold-deadlines", Place.DISK, Serdes.String());

  /** balances: each account that waits to be closed, for milliseconds. Key: account id. */
  public static final Store<Closing> CLOSINGS = Store.ofRecords("closings", Place.MEMORY);

  /** balances: the end of the partition's hash chain; one key. Written once a commit. */
  public static final Store<byte[]> JOURNAL_HEADS =
      Store.of("journal-heads", Place.MEMORY_CACHED, Serdes.ByteArray());

  /** payments: each payment with something under way. Key: payment id. */
  public static final Store<Payment> OPEN_PAYMENTS = Store.ofRecords("open-payments", Place.DISK);

  /** payments: each payment that has ended, as it did. Key: payment id. */
  public static final ExpiringStore<Payment> ENDED_PAYMENTS =
      new ExpiringStore<>("ended-payments", Retention.DEFAULT.history(), SEGMENT_OF_HISTORY);

  /** payments: each refund that was refused, as it was. Key: {@link Keys#refusedRefund}. */
  public static final ExpiringStore<Refund> REFUSED_REFUNDS =
      new ExpiringStore<>("refused-refunds", Retention.DEFAULT.ids(), SEGMENT_OF_IDS);

  /** payments: what is to be done when. Key: deadline in 19 digits, '#', payment id and purpose. */
  public static final Store<String> PAYMENT_TIMERS =
      Store.of("payment-timers", Place.DISK, Serdes.String());

  /** payments: the accounts of the partition's owners. Key: {@link Keys#owner}. */
  public static final Store<AccountOwner> OWNED_ACCOUNTS =
      Store.ofRecords("owned-accounts", Place.DISK);

  /** payments: searches that wait for an account to be opened. Key: {@link Keys#partySearch}. */
  public static final Store<PartySearch> PARTY_SEARCHES =
      Store.ofRecords("party-searches", Place.MEMORY);

  /** reconciliation: each case that waits for a line or its payment. Key: case id. */
  public static final Store<ReconciliationCase> OPEN_CASES =
      Store.ofRecords("open-cases", Place.DISK);

  /** reconciliation: each case that was compared or given up, as it stands. Key: case id. */
  public static final ExpiringStore<ReconciliationCase> COMPARED_CASES =
      new ExpiringStore<>("compared-cases", Retention.DEFAULT.history(), SEGMENT_OF_HISTORY);

  /** reconciliation: whose a PSP's reference is, as it was announced. Key: the reference. */
  public static final ExpiringStore<SettlementMatching> ANNOUNCED_REFERENCES =
      new ExpiringStore<>("announced-references", Retention.DEFAULT.history(), SEGMENT_OF_HISTORY);

  /** reconciliation: cases by the time the clock changes them. Key: {@link Keys#deadline}. */
  public static final Store<String> SETTLEMENT_DEADLINES =
      Store.of("settlement-deadlines", Place.DISK, Serdes.String());

  /** reconciliation: counts and sums. Key: {@link Keys#reconciliationSummary}. */
  public static final ExpiringStore<ReconciliationSummary> RECONCILIATION_COUNTS =
      new ExpiringStore<>(
          "reconciliation-counts",
          Retention.DEFAULT.history().plus(SEGMENT_OF_HISTORY),
          SEGMENT_OF_HISTORY);

  /** fraud: what is known of each payer and card. Key: {@link Keys#fraudSubject}. */
  public static final ExpiringStore<FraudHistory> SUBJECT_HISTORIES =
      new ExpiringStore<>("subject-histories", Retention.LONGEST_FRAUD_WINDOW, SEGMENT_OF_IDS);

  /** fraud: all of the topic fraud.lists, on every instance. Key: as in the topic. */
  public static final Store<FraudListEntry> LISTED_SUBJECTS =
      Store.ofRecords("listed-subjects", Place.MEMORY);

  /** payments: all of the topic merchants.terms, on every instance. Key: the merchant id. */
  public static final Store<MerchantTerms> MERCHANT_TERMS =
      Store.ofRecords("merchant-terms", Place.MEMORY);

  private StoreCatalogue() {}

  /** The stores that forget, by the application id of their topology. */
  public static Map<String, List<ExpiringStore<?>>> expiring(Retention retention) {
    return Map.of(
        Readers.BALANCES,
        List.of(
            DECIDED_TRANSFERS.keptFor(retention.ids()),
            DECIDED_ACCOUNT_COMMANDS.keptFor(retention.ids()),
            RECEIVED_CREDITS.keptFor(retention.ids())),
        Readers.PAYMENTS,
        List.of(
            ENDED_PAYMENTS.keptFor(retention.history()), REFUSED_REFUNDS.keptFor(retention.ids())),
        Readers.FRAUD,
        List.of(SUBJECT_HISTORIES),
        Readers.RECONCILIATION,
        List.of(
            COMPARED_CASES.keptFor(retention.history()),
            ANNOUNCED_REFERENCES.keptFor(retention.history()),
            RECONCILIATION_COUNTS.keptFor(retention.history().plus(SEGMENT_OF_HISTORY))));
  }
}
