package io.penstock.sinks.sql;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.tables.FactTables;
import io.penstock.schemas.tables.FactTables.EntryLeg;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Which facts fill which table. */
public final class LedgerTables {
  private static final Table<EntryLeg> ENTRIES =
      Table.growing("ledger_entries", FactTables.LEDGER_ENTRIES);

  private static final Table<AccountBalance> ACCOUNTS =
      Table.ofLatest(
          "accounts", FactTables.ACCOUNTS, List.of("account_id", "shard"), List.of("version"));

  private static final Table<TransferOutcome> TRANSFERS =
      Table.ofLatest(
          "transfers",
          FactTables.TRANSFERS,
          List.of("transfer_id", "scope_account_id"),
          List.of("created_at", "revision"));

  private static final Table<PaymentEvent> PAYMENT_EVENTS =
      Table.growing("payment_events", FactTables.PAYMENT_EVENTS);

  /** Of several events of a payment in one batch only the latest writes the payment. */
  private static final Table<Payment> PAYMENTS =
      Table.ofLatest("payments", FactTables.PAYMENTS, List.of("payment_id"), List.of("sequence"));

  private static final Table<Refund> REFUNDS =
      Table.ofLatest(
          "refunds", FactTables.REFUNDS, List.of("payment_id", "refund_id"), List.of("version"));

  private static final Table<FraudVerdict> FRAUD_VERDICTS =
      Table.ofLatest(
          "fraud_verdicts",
          FactTables.FRAUD_VERDICTS,
          List.of("payment_id", "subject_type"),
          List.of("decided_at"));

  private static final Table<ReconciliationResult> RECONCILIATION_HISTORY =
      Table.growing("reconciliation_history", FactTables.RECONCILIATION);

  private static final Table<ReconciliationResult> RECONCILIATION_RESULTS =
      Table.ofLatest(
          "reconciliation_results",
          FactTables.RECONCILIATION,
          List.of("case_id"),
          List.of("version"));

  private LedgerTables() {}

  /**
   * @return number of rows that were inserted or updated
   */
  public static int write(Connection connection, List<SpecificRecord> facts) throws SQLException {
    List<PaymentEvent> events = only(PaymentEvent.class, facts);
    List<ReconciliationResult> results = only(ReconciliationResult.class, facts);
    return ENTRIES.write(connection, legs(only(LedgerEntry.class, facts)))
        + ACCOUNTS.write(connection, only(AccountBalance.class, facts))
        + TRANSFERS.write(connection, only(TransferOutcome.class, facts))
        + PAYMENT_EVENTS.write(connection, events)
        + PAYMENTS.write(connection, events.stream().map(PaymentEvent::getPayment).toList())
        + REFUNDS.write(connection, only(Refund.class, facts))
        + FRAUD_VERDICTS.write(connection, only(FraudVerdict.class, facts))
        + RECONCILIATION_HISTORY.write(connection, results)
        + RECONCILIATION_RESULTS.write(connection, results);
  }

  private static <V extends SpecificRecord> List<V> only(
      Class<V> type, List<SpecificRecord> facts) {
    return facts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<EntryLeg> legs(List<LedgerEntry> entries) {
    List<EntryLeg> legs = new ArrayList<>(2 * entries.size());
    for (LedgerEntry entry : entries) {
      for (int i = 0; i < entry.getLegs().size(); i++) {
        legs.add(new EntryLeg(entry, i + 1, entry.getLegs().get(i)));
      }
    }
    return legs;
  }
}
