package io.penstock.schemas.tables;

import static io.penstock.schemas.tables.Columns.Kind.INT;
import static io.penstock.schemas.tables.Columns.Kind.JSON;
import static io.penstock.schemas.tables.Columns.Kind.LONG;
import static io.penstock.schemas.tables.Columns.Kind.TEXT;
import static io.penstock.schemas.tables.Columns.Kind.TIME;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What each table keeps of its facts. */
public final class FactTables {
  private static final int NO_SHARD = -1;
  private static final int NO_PARTITION = -1;

  /** One leg of a journal entry. */
  public static final Columns<EntryLeg> LEDGER_ENTRIES =
      new Columns<>(EntryLeg.class)
          .and(
              LedgerEntry.class,
              EntryLeg::entry,
              """
              journal_partition, sequence, kind, currency, transfer_id, scope_account_id, code,
              posted_at\
              """)
          .and(Leg.class, EntryLeg::leg, "direction, account_id, amount_minor, balance_after_minor")
          .and("leg", INT, EntryLeg::number)
          .and("account_version", LONG, row -> row.leg.getVersion());

  /** The latest version of an account, or of a system account's shard, without what changed it. */
  public static final Columns<AccountBalance> ACCOUNTS =
      Columns.of(
              AccountBalance.class,
              "account_id, owner_id, type, currency, status, metadata, created_at, updated_at")
          .and(
              Counters.class,
              AccountBalance::getCounters,
              """
              version, debits_pending_minor, debits_posted_minor, credits_pending_minor,
              credits_posted_minor, overdraft_limit_minor\
              """)
          .and("shard", INT, account -> Objects.requireNonNullElse(account.getShard(), NO_SHARD))
          .completedBy(
              (account, row) -> {
                int shard = row.getInt("shard");
                return AccountBalance.newBuilder(account)
                    .setShard(shard == NO_SHARD ? null : shard)
                    .build();
              });

  /** A transfer as it stands, without its debit account's counters. */
  public static final Columns<TransferOutcome> TRANSFERS =
      Columns.of(
              TransferOutcome.class,
              """
              transfer_id, scope_account_id, kind, status, failure_detail, failure_credit,
              debit_account_id, credits, currency, pending_id, timeout_seconds, expires_at,
              reverses, reason, chain_id, code, metadata, entry_sequence, revision\
              """)
          .and("failure_code", TEXT, FactTables::failureCode)
          .and("amount_minor", LONG, FactTables::amount)
          .and("posted_minor", LONG, resolved(Resolution::getPostedMinor))
          .and("reversed_minor", LONG, FactTables::reversed)
          .and("resolved_by", TEXT, resolved(Resolution::getResolvedBy))
          .and("journal_partition", INT, FactTables::journalPartition)
          .and("created_at", TIME, TransferOutcome::getDecidedAtMs)
          .and("updated_at", TIME, FactTables::updatedAt)
          .completedBy(FactTables::complete);

  /** A payment without its refunds, which have rows of their own, and without a card's token. */
  public static final Columns<Payment> PAYMENTS =
      Columns.of(
              Payment.class,
              """
              payment_id, status, phase, failure_code, failure_detail, payer_account_id,
              merchant_account_id, amount_captured_minor, amount_refunded_minor, funds_held,
              fee_minor, fee_basis_points, fee_fixed_minor, payer_screening, card_screening, psp,
              psp_reference, psp_charge_reference, psp_fee_minor, card_fingerprint, expires_at,
              captured_at, sequence, created_at, updated_at\
              """)
          .and(
              PaymentCreation.class,
              Payment::getCreation,
              """
              funding, capture, user_id, merchant_id, amount_minor, currency, checkout_id,
              metadata\
              """);

  /** An event without the payment after it. */
  public static final Columns<PaymentEvent> PAYMENT_EVENTS =
      Columns.of(
          PaymentEvent.class,
          """
          payment_id, sequence, type, status, code, detail, refund_id, amount_minor, request_id,
          occurred_at\
          """);

  public static final Columns<Refund> REFUNDS =
      Columns.of(
          Refund.class,
          """
          refund_id, payment_id, number, amount_minor, currency, status, phase, automatic, reason,
          failure_code, failure_detail, psp, psp_reference, taken_back, version, created_at,
          updated_at\
          """);

  public static final Columns<FraudVerdict> FRAUD_VERDICTS =
      Columns.of(
          FraudVerdict.class,
          """
          payment_id, subject_type, subject_id, decision, rules, rules_version, merchant_id,
          amount_minor, currency, decided_at\
          """);

  /** Of a version of a case what tells whether it knows a settlement line. */
  public static final Columns<ReconciliationResult> REPORTED_LINES =
      Columns.of(
          ReconciliationResult.class,
          """
          case_id, version, lines, line_id, reported_amount_minor, reported_currency,
          reported_fee_minor\
          """);

  public static final Columns<ReconciliationResult> RECONCILIATION =
      Columns.of(
              ReconciliationResult.class,
              """
              case_id, version, status, previous_status, payment_id, refund_id, psp,
              psp_reference, mismatches, expected_amount_minor, expected_currency,
              expected_fee_minor, reported_amount_minor, reported_currency, reported_fee_minor,
              line_id, lines, settled_at, detail, occurred_at, due_at, decided_at\
              """)
          .and("resolutions", JSON, FactTables::resolutions);

  private FactTables() {}

  /**
   * @param number from 1, in the entry's order
   */
  public record EntryLeg(LedgerEntry entry, int number, Leg leg) {}

  /** Without the command that made it and the version that it made. */
  private static JsonNode resolutions(ReconciliationResult result) {
    JsonNode all = JsonColumn.json(result.getResolutions());
    all.forEach(each -> ((ObjectNode) each).remove(List.of("command_id", "version")));
    return all;
  }

  /** Null where it is the hold's, or beyond a long: the ledger declines such a transfer. */
  private static @Nullable Long amount(TransferOutcome outcome) {
    if (outcome.getCredits().isEmpty()) {
      return outcome.getAmountMinor();
    }
    BigInteger sum = BigInteger.ZERO;
    for (Credit credit : outcome.getCredits()) {
      sum = sum.add(BigInteger.valueOf(credit.getAmountMinor()));
    }
    return sum.bitLength() < Long.SIZE ? sum.longValueExact() : null;
  }

  /** Either a credit was rejected, or what was posted was given back: never both. */
  private static @Nullable Long reversed(TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    long givenBack = outcome.getAmountReversedMinor();
    if (resolution != null) {
      return givenBack + resolution.getReversedMinor();
    }
    return givenBack == 0 ? null : (Long) givenBack;
  }

  private static @Nullable String failureCode(TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    return outcome.getFailureCode() != null || resolution == null
        ? outcome.getFailureCode()
        : resolution.getFailureCode();
  }

  private static @Nullable Integer journalPartition(TransferOutcome outcome) {
    int partition = outcome.getJournalPartition();
    return partition < 0 ? null : partition;
  }

  private static long updatedAt(TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    Long reversedAtMs = outcome.getReversedAtMs();
    if (reversedAtMs != null) {
      return reversedAtMs;
    }
    return resolution == null ? outcome.getDecidedAtMs() : resolution.getResolvedAtMs();
  }

  private static <T> Function<TransferOutcome, @Nullable T> resolved(
      Function<Resolution, @Nullable T> part) {
    return outcome -> {
      Resolution resolution = outcome.getResolution();
      return resolution == null ? null : part.apply(resolution);
    };
  }

  private static TransferOutcome complete(TransferOutcome transfer, ResultSet row)
      throws SQLException {
    Integer journalPartition = row.getObject("journal_partition", Integer.class);
    Long posted = row.getObject("posted_minor", Long.class);
    long reversed = row.getLong("reversed_minor");
    // What went back of a transfer that stands went back by reversals.
    long givenBack = transfer.getStatus() == TransferStatus.POSTED ? reversed : 0;
    return TransferOutcome.newBuilder(transfer)
        .setFailureCode(row.getString("failure_code"))
        .setAmountMinor(
            transfer.getCredits().isEmpty() ? row.getObject("amount_minor", Long.class) : null)
        .setJournalPartition(Objects.requireNonNullElse(journalPartition, NO_PARTITION))
        .setDecidedAtMs(time(row, "created_at"))
        .setAmountReversedMinor(givenBack)
        .setReversedAtMs(givenBack == 0 ? null : (Long) time(row, "updated_at"))
        .setResolution(
            posted == null
                ? null
                : Resolution.newBuilder()
                    .setStatus(transfer.getStatus())
                    .setResolvedBy(row.getString("resolved_by"))
                    .setPostedMinor(posted)
                    .setReversedMinor(reversed - givenBack)
                    .setFailureCode(row.getString("failure_code"))
                    .setResolvedAtMs(time(row, "updated_at"))
                    .build())
        .build();
  }

  /** Milliseconds since 1970-01-01T00:00:00Z. */
  public static long time(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(Columns.time(row, column), column);
  }
}
