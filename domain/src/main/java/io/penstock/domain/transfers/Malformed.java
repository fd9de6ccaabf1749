package io.penstock.domain.transfers;

import io.penstock.domain.Currencies;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a command whatever the books say. It is told before any id is looked at and
 * pins nothing, so that the same id can be sent again, mended. The ledger asks it of every command,
 * and the HTTP door before it sends one.
 */
public final class Malformed {

  private Malformed() {}

  /** Why a transfer's command cannot be decided at all; null: it can. */
  public static @Nullable Refusal transfer(TransferCommand command) {
    Refusal shape = TransferKey.malformation(command);
    return shape != null ? shape : content(command);
  }

  /** The four that the contract puts first, in its order. */
  static @Nullable Refusal content(TransferCommand command) {
    String debit = command.getDebitAccountId();
    for (Credit credit : command.getCredits()) {
      if (credit.getAccountId().equals(debit)) {
        return RefusalCode.ACCOUNTS_MUST_BE_DIFFERENT.because(debit + " is on both sides");
      }
    }
    if (debit.equals(command.getReversesDebitAccountId())) {
      return RefusalCode.ACCOUNTS_MUST_BE_DIFFERENT.because(debit + " is on both sides");
    }
    Long asked = command.getAmountMinor();
    if (asked != null && asked <= 0) {
      return RefusalCode.AMOUNT_MUST_BE_POSITIVE.because("the amount is " + asked);
    }
    for (Credit credit : command.getCredits()) {
      if (credit.getAmountMinor() <= 0) {
        return RefusalCode.AMOUNT_MUST_BE_POSITIVE.because(
            "the amount is " + credit.getAmountMinor());
      }
    }
    if (!Currencies.isCurrent(command.getCurrency())) {
      return RefusalCode.CURRENCY_UNKNOWN.because(
          command.getCurrency() + " is not a current ISO 4217 currency");
    }
    return command.getTimeoutSeconds() != null && command.getKind() != TransferKind.HOLD
        ? RefusalCode.TIMEOUT_RESERVED_FOR_PENDING.because("only a hold has a timeout")
        : null;
  }
}
