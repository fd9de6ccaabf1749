package io.penstock.ingest.commands;

import io.penstock.domain.Refusal;
import io.penstock.http.Problem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the ledger's refusal codes look in HTTP. */
public final class Refusals {
  private static final String OTHER_CONTENT = "id_already_used_with_different_";

  /** The thing is in a state that does not allow it. */
  private static final Set<String> CONFLICTS =
      Set.of(
          "pending_transfer_already_posted",
          "pending_transfer_already_voided",
          "pending_transfer_expired",
          "original_transfer_not_posted",
          "original_transfer_already_reversed",
          "account_has_pending",
          "account_has_funds",
          "reconciliation_pending",
          "reconciliation_matched",
          "reconciliation_resolved",
          "too_many_resolutions");

  /** Wrong whatever the books say; the door finds most of them before it sends anything. */
  private static final Set<String> MALFORMED =
      Set.of(
          "accounts_must_be_different",
          "amount_must_be_positive",
          "currency_unknown",
          "timeout_reserved_for_pending",
          "timeout_out_of_range",
          "too_long",
          "id_malformed",
          "pending_id_malformed",
          "credits_malformed",
          "amount_malformed",
          "opening_required",
          "account_type_reserved",
          "overdraft_limit_negative",
          "update_required",
          "update_malformed",
          "reversal_malformed",
          "linked_malformed",
          "linked_chain_open",
          "linked_chain_too_long",
          "linked_chain_spans_accounts",
          "resolution_malformed");

  private Refusals() {}

  /** The refusal of a command that was not sent: it uses up neither an id nor a key. */
  public static Problem malformed(Refusal refusal) {
    return new Problem(400, refusal.code(), refusal.detail(), field(refusal.code()));
  }

  public static int status(String code) {
    return switch (code) {
      case "insufficient_funds" -> 402;
      // All name what stands in the URL.
      case "account_not_found",
          "pending_transfer_not_found",
          "original_transfer_not_found",
          "reconciliation_not_found" ->
          404;
      default -> {
        if (MALFORMED.contains(code)) {
          yield 400;
        }
        yield CONFLICTS.contains(code) || code.startsWith("account_already_") ? 409 : 422;
      }
    };
  }

  /** The member at fault, where there is one. */
  static @Nullable String field(String code) {
    if (code.startsWith(OTHER_CONTENT)) {
      return code.substring(OTHER_CONTENT.length());
    }
    if (code.startsWith("debit_account_")) {
      return "debit_account_id";
    }
    if (code.startsWith("credit_account_")) {
      return "credit_account_id";
    }
    return switch (code) {
      case "accounts_must_be_different" -> "credit_account_id";
      case "amount_must_be_positive",
          "exceeds_pending_amount",
          "exceeds_posted_amount",
          "overflow",
          "insufficient_funds" ->
          "amount";
      case "booking_not_possible" -> "booking";
      case "metadata_too_large" -> "metadata";
      case "linked_chain_open",
          "linked_chain_too_long",
          "linked_chain_spans_accounts",
          "linked_malformed" ->
          "linked";
      case "currency_unknown", "currency_mismatch" -> "currency";
      case "timeout_reserved_for_pending", "timeout_out_of_range" -> "timeout_seconds";
      case "overdraft_limit_negative" -> "overdraft_limit";
      case "account_type_reserved" -> "type";
      default -> null;
    };
  }
}
