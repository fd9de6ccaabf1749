package io.penstock.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A transfer as clients see it. */
public final class TransferJson {

  private TransferJson() {}

  public static ObjectNode of(TransferOutcome transfer) {
    ObjectNode json = Json.object();
    json.put("transfer_id", transfer.getTransferId());
    json.put("status", Json.lowerCase(transfer.getStatus()));
    json.put("kind", Json.lowerCase(transfer.getKind()));
    json.put("debit_account_id", transfer.getDebitAccountId());
    addCredits(json, transfer);
    json.put("currency", transfer.getCurrency());
    addHold(json, transfer);
    Json.putIfPresent(json, "reverses", transfer.getReverses());
    Json.putIfPresent(json, "reason", transfer.getReason());
    Json.putIfPresent(json, "chain_id", transfer.getChainId());
    Json.putIfPresent(json, "code", transfer.getCode());
    ObjectNode metadata = json.putObject("metadata");
    transfer.getMetadata().forEach(metadata::put);
    addEnd(json, transfer);
    json.put("revision", transfer.getRevision());
    addBalances(json, transfer);
    return json;
  }

  private static void addCredits(ObjectNode json, TransferOutcome transfer) {
    if (transfer.getCredits().size() == 1) {
      json.put("credit_account_id", transfer.getCredits().getFirst().getAccountId());
    }
    var credits = json.putArray("credits");
    for (Credit credit : transfer.getCredits()) {
      credits
          .addObject()
          .put("account_id", credit.getAccountId())
          .put("amount", credit.getAmountMinor());
    }
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

  /** The credits of a refused transfer may add up to more than a long holds. */
  private static BigInteger amount(TransferOutcome transfer) {
    Long asked = transfer.getAmountMinor();
    return transfer.getCredits().isEmpty() && asked != null
        ? BigInteger.valueOf(asked)
        : transfer.getCredits().stream()
            .map(credit -> BigInteger.valueOf(credit.getAmountMinor()))
            .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static void addHold(ObjectNode json, TransferOutcome transfer) {
    // A hold that is resolved, or never was, waits for nothing.
    json.put("pending", transfer.getStatus() == TransferStatus.PENDING);
    Json.putIfPresent(json, "pending_id", transfer.getPendingId());
    if (transfer.getTimeoutSeconds() != null) {
      json.put("timeout_seconds", transfer.getTimeoutSeconds());
    }
    if (transfer.getExpiresAtMs() != null) {
      json.put("expires_at", Json.time(transfer.getExpiresAtMs()));
    }
  }

  private static void addEnd(ObjectNode json, TransferOutcome transfer) {
    Resolution resolution = transfer.getResolution();
    Json.putIfPresent(json, "failure_code", failureCode(transfer));
    Json.putIfPresent(json, "failure_detail", transfer.getFailureDetail());
    if (transfer.getFailureCredit() != null) {
      json.put("failure_credit", transfer.getFailureCredit());
    }
    if (resolution != null) {
      Json.putIfPresent(json, "resolved_by", resolution.getResolvedBy());
    }
    json.put("created_at", Json.time(transfer.getDecidedAtMs()));
    long updatedAtMs =
        resolution == null ? transfer.getDecidedAtMs() : resolution.getResolvedAtMs();
    Long reversedAtMs = transfer.getReversedAtMs();
    json.put("updated_at", Json.time(reversedAtMs == null ? updatedAtMs : reversedAtMs));
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
