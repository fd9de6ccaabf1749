package io.penstock.sinks.tables;

import io.penstock.schemas.Credit;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;
import io.penstock.sinks.sql.Columns;
import io.penstock.sinks.sql.LatestRows;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Outcomes as rows of transfers: the latest revision of each. */
public final class TransferRows {
  private static final Columns<TransferOutcome> COLUMNS =
      new Columns<TransferOutcome>()
          .text("transfer_id", TransferOutcome::getTransferId)
          .text("scope_account_id", TransferOutcome::getScopeAccountId)
          .constant("kind", TransferOutcome::getKind)
          .constant("status", TransferOutcome::getStatus)
          .text("failure_code", TransferRows::failureCode)
          .text("failure_detail", TransferOutcome::getFailureDetail)
          .ints("failure_credit", TransferOutcome::getFailureCredit)
          .text("debit_account_id", TransferOutcome::getDebitAccountId)
          .json("credits", row -> JsonColumns.credits(row.getCredits()))
          .longs("amount_minor", TransferRows::amount)
          .longs("posted_minor", resolved(Resolution::getPostedMinor))
          .longs("reversed_minor", TransferRows::reversed)
          .text("currency", TransferOutcome::getCurrency)
          .text("pending_id", TransferOutcome::getPendingId)
          .text("resolved_by", resolved(Resolution::getResolvedBy))
          .longs("timeout_seconds", TransferOutcome::getTimeoutSeconds)
          .time("expires_at", TransferOutcome::getExpiresAtMs)
          .text("reverses", TransferOutcome::getReverses)
          .text("reason", TransferOutcome::getReason)
          .text("chain_id", TransferOutcome::getChainId)
          .text("code", TransferOutcome::getCode)
          .json("metadata", row -> JsonColumns.object(row.getMetadata()))
          .ints("journal_partition", TransferRows::journalPartition)
          .longs("entry_sequence", TransferOutcome::getEntrySequence)
          .ints("revision", TransferOutcome::getRevision)
          .time("created_at", TransferOutcome::getDecidedAtMs)
          .time("updated_at", TransferRows::updatedAt);

  public static final LatestRows<TransferOutcome> STATES =
      new LatestRows<>(
          "transfers",
          COLUMNS,
          List.of("transfer_id", "scope_account_id"),
          List.of("created_at", "revision"));

  private TransferRows() {}

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
    return outcome.getJournalPartition() < 0 ? null : outcome.getJournalPartition();
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
}
