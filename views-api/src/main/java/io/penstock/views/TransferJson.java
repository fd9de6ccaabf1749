package io.penstock.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A transfer as clients see it. */
public final class TransferJson {

  private static final Members PARTIES = members("transfer_id, status, kind, debit_account_id");
  private static final Members CREDITS = members("credits");
  private static final Members CURRENCY = members("currency");
  private static final Members REQUEST =
      members(
          """
          pending_id, timeout_seconds, expires_at, reverses, reason, chain_id, code, metadata
          """);
  private static final Members END =
      members(
          """
          failure_detail, failure_credit, resolution.resolved_by, decided_at as created_at
          """);

  private TransferJson() {}

  private static Members members(String members) {
    return Members.of(TransferOutcome.getClassSchema(), members);
  }

  public static ObjectNode of(TransferOutcome transfer) {
    ObjectNode json = PARTIES.of(transfer);
    if (transfer.getCredits().size() == 1) {
      json.put("credit_account_id", transfer.getCredits().getFirst().getAccountId());
    }
    CREDITS.addTo(json, transfer);
    addAmounts(json, transfer);
    CURRENCY.addTo(json, transfer);
    // A hold that is resolved, or never was, waits for nothing.
    json.put("pending", transfer.getStatus() == TransferStatus.PENDING);
    REQUEST.addTo(json, transfer);
    Json.putIfPresent(json, "failure_code", failureCode(transfer));
    END.addTo(json, transfer);
    json.put("updated_at", Json.time(updatedAt(transfer)));
    json.put("revision", transfer.getRevision());
    addBalances(json, transfer);
    return json;
  }

  private static void addAmounts(ObjectNode json, TransferOutcome transfer) {
    json.put("amount", amount(transfer));
    Resolution resolution = transfer.getResolution();
    if (resolution != null && resolution.getPostedMinor() > 0) {
      json.put("amount_posted", resolution.getPostedMinor());
    }
    // Either a credit was rejected, or what was posted was given back: never both.
    long reversed =
        transfer.getAmountReversedMinor()
            + (resolution == null ? 0 : resolution.getReversedMinor());
    if (reversed > 0) {
      json.put("amount_reversed", reversed);
    }
  }

  private static long updatedAt(TransferOutcome transfer) {
    Resolution resolution = transfer.getResolution();
    long updatedAtMs =
        resolution == null ? transfer.getDecidedAtMs() : resolution.getResolvedAtMs();
    return Objects.requireNonNullElse(transfer.getReversedAtMs(), updatedAtMs);
  }

  /** The credits of a refused transfer may add up to more than a long holds. */
  private static BigInteger amount(TransferOutcome transfer) {
    Long asked = transfer.getAmountMinor();
    return transfer.getCredits().isEmpty() && asked != null
        ? BigInteger.valueOf(asked)
        : transfer.getCredits().stream()
            .map(credit -> BigInteger.valueOf(credit.getAmountMinor()))
            .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Why the transfer did not come about, or was given back; null: it stands. */
  public static @Nullable String failureCode(TransferOutcome transfer) {
    Resolution resolution = transfer.getResolution();
    boolean isGivenBack = transfer.getStatus() == TransferStatus.REVERSED && resolution != null;
    return transfer.getFailureCode() == null && isGivenBack
        ? resolution.getFailureCode()
        : transfer.getFailureCode();
  }

  /** Not of a system account: one shard's are no answer to how much it has. */
  private static void addBalances(ObjectNode json, TransferOutcome transfer) {
    Resolution resolution = transfer.getResolution();
    Counters after =
        resolution != null && resolution.getDebitAccount() != null
            ? resolution.getDebitAccount()
            : transfer.getDebitAccount();
    String account = transfer.getDebitAccountId();
    if (after != null && !SystemAccounts.isSystem(account)) {
      json.set("balances", AccountJson.balances(account, after, AccountType.WALLET));
    }
  }
}
