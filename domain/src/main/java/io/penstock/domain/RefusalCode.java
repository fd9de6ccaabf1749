package io.penstock.domain;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why the ledger refuses a transfer, in order of precedence: a request with several faults is told
 * the one that stands first here. The codes are public and never change.
 *
 * <p>The first four are malformed whatever the books say: they are looked at before any id is.
 * Behind them the contract has {@code id_already_used_with_different_<field>}, which a repeat
 * makes; the whole first outcome is pinned, so the repeat of a declined transfer is told the first
 * code again.
 */
public enum RefusalCode {
  ACCOUNTS_MUST_BE_DIFFERENT,
  AMOUNT_MUST_BE_POSITIVE,
  CURRENCY_UNKNOWN,
  TIMEOUT_RESERVED_FOR_PENDING,
  PENDING_TRANSFER_NOT_FOUND,
  PENDING_TRANSFER_NOT_PENDING,
  EXCEEDS_PENDING_AMOUNT,
  PENDING_TRANSFER_ALREADY_POSTED,
  PENDING_TRANSFER_ALREADY_VOIDED,
  PENDING_TRANSFER_EXPIRED,
  ORIGINAL_TRANSFER_NOT_FOUND,
  ORIGINAL_TRANSFER_NOT_REVERSIBLE,
  ORIGINAL_TRANSFER_NOT_POSTED,
  ORIGINAL_TRANSFER_ALREADY_REVERSED,
  EXCEEDS_POSTED_AMOUNT,
  DEBIT_ACCOUNT_NOT_FOUND,
  CREDIT_ACCOUNT_NOT_FOUND,
  DEBIT_ACCOUNT_CLOSED,
  CREDIT_ACCOUNT_CLOSED,
  DEBIT_ACCOUNT_FROZEN,
  CURRENCY_MISMATCH,
  OVERFLOW,
  INSUFFICIENT_FUNDS,
  LINKED_TRANSFER_FAILED;

  private final String code = name().toLowerCase(Locale.ROOT);

  /** The code as clients see it. */
  public String code() {
    return code;
  }

  /** The refusal with its reason as a sentence. */
  public Refusal because(String detail) {
    return new Refusal(code, detail);
  }

  /** The same about one of the transfer's credits, counted from 0; null: not known which. */
  public Refusal because(String detail, @Nullable Integer credit) {
    return new Refusal(code, detail, credit);
  }
}
