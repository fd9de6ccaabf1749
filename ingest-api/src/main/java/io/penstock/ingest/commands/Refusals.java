package io.penstock.ingest.commands;

import static java.util.Map.entry;

import io.penstock.domain.FailureCode;
import io.penstock.domain.FailureCode.ForeignCode;
import io.penstock.domain.FailureCode.OtherContent;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.http.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a refused command looks in HTTP. */
public final class Refusals {
  /** Members at fault, by the calls about accounts, transfers and cases. */
  private static final Map<RefusalCode, String> FIELDS =
      Map.ofEntries(
          entry(RefusalCode.DEBIT_ACCOUNT_NOT_FOUND, "debit_account_id"),
          entry(RefusalCode.DEBIT_ACCOUNT_CLOSED, "debit_account_id"),
          entry(RefusalCode.DEBIT_ACCOUNT_FROZEN, "debit_account_id"),
          entry(RefusalCode.CREDIT_ACCOUNT_NOT_FOUND, "credit_account_id"),
          entry(RefusalCode.CREDIT_ACCOUNT_CLOSED, "credit_account_id"),
          entry(RefusalCode.ACCOUNTS_MUST_BE_DIFFERENT, "credit_account_id"),
          entry(RefusalCode.AMOUNT_MUST_BE_POSITIVE, "amount"),
          entry(RefusalCode.EXCEEDS_PENDING_AMOUNT, "amount"),
          entry(RefusalCode.EXCEEDS_POSTED_AMOUNT, "amount"),
          entry(RefusalCode.OVERFLOW, "amount"),
          entry(RefusalCode.INSUFFICIENT_FUNDS, "amount"),
          entry(RefusalCode.CURRENCY_UNKNOWN, "currency"),
          entry(RefusalCode.CURRENCY_MISMATCH, "currency"),
          entry(RefusalCode.TIMEOUT_RESERVED_FOR_PENDING, "timeout_seconds"),
          entry(RefusalCode.TIMEOUT_OUT_OF_RANGE, "timeout_seconds"),
          entry(RefusalCode.METADATA_TOO_LARGE, "metadata"),
          entry(RefusalCode.LINKED_CHAIN_OPEN, "linked"),
          entry(RefusalCode.LINKED_CHAIN_TOO_LONG, "linked"),
          entry(RefusalCode.LINKED_CHAIN_SPANS_ACCOUNTS, "linked"),
          entry(RefusalCode.LINKED_MALFORMED, "linked"),
          entry(RefusalCode.OVERDRAFT_LIMIT_NEGATIVE, "overdraft_limit"),
          entry(RefusalCode.ACCOUNT_TYPE_RESERVED, "type"),
          entry(RefusalCode.BOOKING_NOT_POSSIBLE, "booking"));

  private Refusals() {}

  /** The refusal of a command that was not sent: it uses up neither an id nor a key. */
  public static Problem malformed(Refusal refusal) {
    return new Problem(400, refusal.code(), refusal.detail(), field(refusal.reason()));
  }

  public static int status(FailureCode code) {
    return switch (code) {
      case RefusalCode own ->
          switch (own.kind()) {
            case MALFORMED -> 400;
            case DECLINED -> 402;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case RULE, AT_PSP -> 422;
            case UNAVAILABLE -> 502;
          };
      case OtherContent _, ForeignCode _ -> 422;
    };
  }

  /** The member at fault, where there is one. */
  public static @Nullable String field(FailureCode code) {
    return switch (code) {
      case RefusalCode own -> FIELDS.get(own);
      case OtherContent other -> other.field();
      case ForeignCode _ -> null;
    };
  }
}
