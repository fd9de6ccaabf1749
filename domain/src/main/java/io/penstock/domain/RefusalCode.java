package io.penstock.domain;

import static io.penstock.domain.RefusalCode.Kind.AT_PSP;
import static io.penstock.domain.RefusalCode.Kind.CONFLICT;
import static io.penstock.domain.RefusalCode.Kind.DECLINED;
import static io.penstock.domain.RefusalCode.Kind.MALFORMED;
import static io.penstock.domain.RefusalCode.Kind.NOT_FOUND;
import static io.penstock.domain.RefusalCode.Kind.RULE;
import static io.penstock.domain.RefusalCode.Kind.UNAVAILABLE;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why our rules refuse something. A code is its name in lower case; codes are public and never
 * change. What each means, and what to do, is in {@code problems.txt}, from which the catalogue of
 * errors is answered.
 *
 * <p>Those of transfers stand in order of precedence: a request with several faults is told the one
 * that stands first here. Behind the first four the contract has {@link FailureCode.OtherContent}:
 * the whole first outcome is pinned, so the repeat of a declined transfer is told the first code
 * again.
 */
public enum RefusalCode implements FailureCode {
  // Transfers, in order of precedence. The first four are wrong whatever the books say.
  ACCOUNTS_MUST_BE_DIFFERENT(MALFORMED),
  AMOUNT_MUST_BE_POSITIVE(MALFORMED),
  CURRENCY_UNKNOWN(MALFORMED),
  TIMEOUT_RESERVED_FOR_PENDING(MALFORMED),
  PENDING_TRANSFER_NOT_FOUND(NOT_FOUND),
  PENDING_TRANSFER_NOT_PENDING(RULE),
  EXCEEDS_PENDING_AMOUNT(RULE),
  PENDING_TRANSFER_ALREADY_POSTED(CONFLICT),
  PENDING_TRANSFER_ALREADY_VOIDED(CONFLICT),
  PENDING_TRANSFER_EXPIRED(CONFLICT),
  ORIGINAL_TRANSFER_NOT_FOUND(NOT_FOUND),
  ORIGINAL_TRANSFER_NOT_REVERSIBLE(RULE),
  ORIGINAL_TRANSFER_NOT_POSTED(CONFLICT),
  ORIGINAL_TRANSFER_ALREADY_REVERSED(CONFLICT),
  EXCEEDS_POSTED_AMOUNT(RULE),
  DEBIT_ACCOUNT_NOT_FOUND(RULE),
  CREDIT_ACCOUNT_NOT_FOUND(RULE),
  DEBIT_ACCOUNT_CLOSED(RULE),
  CREDIT_ACCOUNT_CLOSED(RULE),
  DEBIT_ACCOUNT_FROZEN(RULE),
  CURRENCY_MISMATCH(RULE),
  OVERFLOW(RULE),
  INSUFFICIENT_FUNDS(DECLINED),
  LINKED_TRANSFER_FAILED(RULE),

  // The form of a command: told before any id is looked at.
  ID_RESERVED(MALFORMED),
  ID_MALFORMED(MALFORMED),
  NO_STEP(RULE),
  WRONG_KEY(RULE),
  CARD_NUMBER_REFUSED(MALFORMED),
  TOO_LONG(MALFORMED),
  METADATA_TOO_LARGE(RULE),
  TIMEOUT_OUT_OF_RANGE(MALFORMED),
  REVERSAL_MALFORMED(MALFORMED),
  PENDING_ID_MALFORMED(MALFORMED),
  CREDITS_MALFORMED(MALFORMED),
  AMOUNT_MALFORMED(MALFORMED),
  LINKED_MALFORMED(MALFORMED),
  LINKED_CHAIN_OPEN(MALFORMED),
  LINKED_CHAIN_SPANS_ACCOUNTS(MALFORMED),
  LINKED_CHAIN_TOO_LONG(MALFORMED),

  // Accounts.
  OPENING_REQUIRED(MALFORMED),
  UPDATE_REQUIRED(MALFORMED),
  UPDATE_MALFORMED(MALFORMED),
  ACCOUNT_TYPE_RESERVED(MALFORMED),
  OVERDRAFT_LIMIT_NEGATIVE(MALFORMED),
  ACCOUNT_ALREADY_EXISTS(CONFLICT),
  ACCOUNT_IS_SYSTEM(RULE),
  ACCOUNT_NOT_FOUND(NOT_FOUND),
  ACCOUNT_ALREADY_CLOSED(CONFLICT),
  ACCOUNT_HAS_PENDING(CONFLICT),
  ACCOUNT_HAS_FUNDS(CONFLICT),

  // Payments and refunds. A new payment is told the first that applies.
  FIELD_CONFLICT(MALFORMED),
  FIELD_MALFORMED(MALFORMED),
  PAYER_REQUIRED(MALFORMED),
  TOKEN_REQUIRED(MALFORMED),
  MERCHANT_NOT_FOUND(RULE),
  PAYER_NOT_FOUND(RULE),
  PAYER_AND_MERCHANT_MUST_BE_DIFFERENT(RULE),
  AMOUNT_NOT_CHARGEABLE(RULE),
  FRAUD_REJECTED(DECLINED),
  FRAUD_VERDICT_MISSING(DECLINED),
  AUTHORIZATION_EXPIRED(CONFLICT),
  CANCELLED_BY_REQUEST(CONFLICT),
  PAYMENT_NOT_FOUND(NOT_FOUND),
  PAYMENT_NOT_CAPTURABLE(CONFLICT),
  PAYMENT_NOT_CANCELLABLE(CONFLICT),
  PAYMENT_NOT_REFUNDABLE(CONFLICT),
  EXCEEDS_AUTHORIZED_AMOUNT(RULE),
  REFUND_EXCEEDS_CAPTURED(RULE),
  TOO_MANY_REFUNDS(RULE),
  REFUND_TAKEN_BACK(AT_PSP),
  CAPTURED_AT_PSP(CONFLICT),
  COMPENSATION_REFUSED(AT_PSP),
  COMMAND_MALFORMED(MALFORMED),
  PSP_UNAVAILABLE(UNAVAILABLE),

  // Reconciliation.
  RECONCILIATION_NOT_FOUND(NOT_FOUND),
  RECONCILIATION_PENDING(CONFLICT),
  RECONCILIATION_MATCHED(CONFLICT),
  RECONCILIATION_RESOLVED(CONFLICT),
  TOO_MANY_RESOLUTIONS(CONFLICT),
  BOOKING_NOT_POSSIBLE(RULE),
  RESOLUTION_MALFORMED(MALFORMED);

  /** What kind of answer a code is, whoever is told it. */
  public enum Kind {
    /** The request is wrong whatever anybody knows. */
    MALFORMED,
    /** There is nothing of the name that was asked for. */
    NOT_FOUND,
    /** The thing is in a state that does not allow it. */
    CONFLICT,
    /** Whoever was to pay, or to screen the payment, said no. */
    DECLINED,
    /** What has happened at the PSP does not allow it; a payment by card counts as declined. */
    AT_PSP,
    /** Well understood, and against a rule. */
    RULE,
    /** Who was needed did not answer. */
    UNAVAILABLE
  }

  static final Map<String, RefusalCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(RefusalCode::code, Function.identity()));

  private final Kind kind;
  private final String code = name().toLowerCase(Locale.ROOT);

  RefusalCode(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  @Override
  public String code() {
    return code;
  }

  /** The refusal with its reason as a sentence. */
  public Refusal because(String detail) {
    return new Refusal(this, detail, null);
  }

  /** The same about one of the transfer's credits, counted from 0; null: not known which. */
  public Refusal because(String detail, @Nullable Integer credit) {
    return new Refusal(this, detail, credit);
  }
}
