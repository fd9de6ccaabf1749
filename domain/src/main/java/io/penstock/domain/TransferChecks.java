package io.penstock.domain;

import static io.penstock.domain.RefusalCode.CREDIT_ACCOUNT_CLOSED;
import static io.penstock.domain.RefusalCode.CREDIT_ACCOUNT_NOT_FOUND;
import static io.penstock.domain.RefusalCode.CURRENCY_MISMATCH;
import static io.penstock.domain.RefusalCode.DEBIT_ACCOUNT_CLOSED;
import static io.penstock.domain.RefusalCode.DEBIT_ACCOUNT_FROZEN;
import static io.penstock.domain.RefusalCode.DEBIT_ACCOUNT_NOT_FOUND;
import static io.penstock.domain.RefusalCode.INSUFFICIENT_FUNDS;
import static io.penstock.domain.RefusalCode.OVERFLOW;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a transfer may happen. The checks stand in the order of {@link RefusalCode}. */
final class TransferChecks {

  private TransferChecks() {}

  /** Why a direct transfer or a hold is refused; null: it is not. */
  static @Nullable Refusal ofMove(
      TransferCommand command, String scope, Books books, JournalHead head) {
    AccountBalance debit = Accounts.find(books, command.getDebitAccountId(), head);
    if (debit == null) {
      return DEBIT_ACCOUNT_NOT_FOUND.because("no account " + command.getDebitAccountId());
    }
    List<AccountBalance> credits = localCredits(command, scope, books, head);
    if (credits == null || doubts(command, CREDIT_ACCOUNT_NOT_FOUND)) {
      return CREDIT_ACCOUNT_NOT_FOUND.because("a credit account does not exist");
    }
    if (debit.getStatus() == AccountStatus.CLOSED) {
      return DEBIT_ACCOUNT_CLOSED.because(debit.getAccountId() + " is closed");
    }
    if (anyClosed(credits) || doubts(command, CREDIT_ACCOUNT_CLOSED)) {
      return CREDIT_ACCOUNT_CLOSED.because("a credit account is closed");
    }
    if (debit.getStatus() == AccountStatus.FROZEN) {
      return DEBIT_ACCOUNT_FROZEN.because(debit.getAccountId() + " is frozen");
    }
    String currency = command.getCurrency();
    if (!debit.getCurrency().equals(currency)
        || anyOtherCurrency(credits, currency)
        || doubts(command, CURRENCY_MISMATCH)) {
      return CURRENCY_MISMATCH.because("every account must be in " + currency);
    }
    return ofFunds(command, debit, credits);
  }

  private static @Nullable Refusal ofFunds(
      TransferCommand command, AccountBalance debit, List<AccountBalance> credits) {
    boolean holds = command.getKind() == TransferKind.HOLD;
    try {
      long amount = TransferKey.sum(command.getCredits());
      for (AccountBalance credit : credits) {
        Accounts.credit(credit.getCounters(), holds ? amount : 0, holds ? 0 : amount);
      }
      return Accounts.canSpend(debit, amount)
          ? null
          : INSUFFICIENT_FUNDS.because(debit.getAccountId() + " has not enough for " + amount);
    } catch (ArithmeticException e) {
      return OVERFLOW.because("a sum would exceed 9223372036854775807 minor units");
    }
  }

  /** The credited accounts that live here; null where one of them does not exist. */
  static @Nullable List<AccountBalance> localCredits(
      TransferCommand command, String scope, Books books, JournalHead head) {
    List<AccountBalance> found = List.of();
    for (Credit credit : command.getCredits()) {
      if (Moves.isLocal(credit.getAccountId(), scope)) {
        AccountBalance account = Accounts.find(books, credit.getAccountId(), head);
        if (account == null) {
          return null;
        }
        found = found.isEmpty() ? List.of(account) : append(found, account);
      }
    }
    return found;
  }

  private static List<AccountBalance> append(List<AccountBalance> list, AccountBalance last) {
    List<AccountBalance> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }

  static boolean doubts(TransferCommand command, RefusalCode code) {
    return code.code().equals(command.getDoubt());
  }

  static boolean anyClosed(List<AccountBalance> accounts) {
    return accounts.stream().anyMatch(a -> a.getStatus() == AccountStatus.CLOSED);
  }

  static boolean anyOtherCurrency(List<AccountBalance> accounts, String currency) {
    return accounts.stream().anyMatch(a -> !a.getCurrency().equals(currency));
  }
}
