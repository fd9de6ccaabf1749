package io.penstock.queries.postgres;

import io.penstock.schemas.Credit;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of transfers as the outcome that it was made from, without the debit account's counters.
 */
final class TransferRow {

  private TransferRow() {}

  static TransferOutcome of(StoredRow row) throws SQLException {
    List<Credit> credits = credits(row);
    long givenBack = givenBack(row);
    Integer journalPartition = row.integerOrNull("journal_partition");
    return TransferOutcome.newBuilder()
        .setTransferId(row.text("transfer_id"))
        .setScopeAccountId(row.text("scope_account_id"))
        .setStatus(row.constant(TransferStatus.class, "status"))
        .setFailureCode(row.textOrNull("failure_code"))
        .setFailureDetail(row.textOrNull("failure_detail"))
        .setKind(row.constant(TransferKind.class, "kind"))
        .setDebitAccountId(row.text("debit_account_id"))
        .setCredits(credits)
        .setCurrency(row.text("currency"))
        .setPendingId(row.textOrNull("pending_id"))
        .setAmountMinor(credits.isEmpty() ? row.numberOrNull("amount_minor") : null)
        .setTimeoutSeconds(row.numberOrNull("timeout_seconds"))
        .setCode(row.textOrNull("code"))
        .setMetadata(row.notes("metadata"))
        .setRevision(row.integer("revision"))
        .setJournalPartition(journalPartition == null ? -1 : journalPartition)
        .setEntrySequence(row.numberOrNull("entry_sequence"))
        .setExpiresAtMs(row.timeOrNull("expires_at"))
        .setResolution(resolution(row))
        .setDecidedAtMs(row.time("created_at"))
        .setFailureCredit(row.integerOrNull("failure_credit"))
        .setReverses(row.textOrNull("reverses"))
        .setReason(row.textOrNull("reason"))
        .setAmountReversedMinor(givenBack)
        .setReversedAtMs(givenBack == 0 ? null : row.time("updated_at"))
        .setChainId(row.textOrNull("chain_id"))
        .build();
  }

  private static List<Credit> credits(StoredRow row) throws SQLException {
    List<Credit> credits = new ArrayList<>();
    row.json("credits")
        .forEach(
            credit ->
                credits.add(
                    new Credit(
                        credit.path("account_id").asText(), credit.path("amount_minor").asLong())));
    return credits;
  }

  /** What went back of a transfer that stands went back by reversals. */
  private static long givenBack(StoredRow row) throws SQLException {
    Long reversed = row.numberOrNull("reversed_minor");
    boolean stands = row.constant(TransferStatus.class, "status") == TransferStatus.POSTED;
    return stands && reversed != null ? reversed : 0;
  }

  /** Null while nothing became of the transfer. */
  private static @Nullable Resolution resolution(StoredRow row) throws SQLException {
    Long posted = row.numberOrNull("posted_minor");
    return posted == null
        ? null
        : Resolution.newBuilder()
            .setStatus(row.constant(TransferStatus.class, "status"))
            .setResolvedBy(row.textOrNull("resolved_by"))
            .setPostedMinor(posted)
            .setReversedMinor(row.number("reversed_minor") - givenBack(row))
            .setFailureCode(row.textOrNull("failure_code"))
            .setResolvedAtMs(row.time("updated_at"))
            .build();
  }
}
