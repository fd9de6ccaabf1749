package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.accounts.Movement;
import io.penstock.domain.books.Books;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether a transfer may happen. The checks stand in the order of {@link RefusalCode}. */
final class TransferChecks {

  private TransferChecks() {}

  /** Why a direct transfer or a hold is refused; null: it is not. */
  static @Nullable Refusal ofMove(TransferCommand command, String scope, Books books) {
    AccountBalance debit = Accounts.find(books, command.getDebitAccountId());
    if (debit == null) {
      return RefusalCode.DEBIT_ACCOUNT_NOT_FOUND.because(
          "no account " + command.getDebitAccountId());
    }
    List<AccountBalance> credits = localCredits(command, scope, books);
    if (credits == null || doubts(command, RefusalCode.CREDIT_ACCOUNT_NOT_FOUND)) {
      Integer at = credits == null ? firstMissing(command, scope, books) : doubted(command);
      return RefusalCode.CREDIT_ACCOUNT_NOT_FOUND.because("no account " + name(command, at), at);
    }
    if (debit.getStatus() == AccountStatus.CLOSED) {
      return RefusalCode.DEBIT_ACCOUNT_CLOSED.because(debit.getAccountId() + " is closed");
    }
    AccountBalance closed = first(credits, TransferChecks::isClosed);
    if (closed != null || doubts(command, RefusalCode.CREDIT_ACCOUNT_CLOSED)) {
      Integer at = creditOf(command, closed);
      return RefusalCode.CREDIT_ACCOUNT_CLOSED.because(name(command, at) + " is closed", at);
    }
    if (debit.getStatus() == AccountStatus.FROZEN) {
      return RefusalCode.DEBIT_ACCOUNT_FROZEN.because(debit.getAccountId() + " is frozen");
    }
    String currency = command.getCurrency();
    if (!debit.getCurrency().equals(currency)) {
      return RefusalCode.CURRENCY_MISMATCH.because(debit.getAccountId() + " is not in " + currency);
    }
    AccountBalance other = first(credits, credit -> !credit.getCurrency().equals(currency));
    if (other != null || doubts(command, RefusalCode.CURRENCY_MISMATCH)) {
      Integer at = creditOf(command, other);
      return RefusalCode.CURRENCY_MISMATCH.because(
          name(command, at) + " is not in " + currency, at);
    }
    return ofFunds(command, debit, credits);
  }

  private static @Nullable Refusal ofFunds(
      TransferCommand command, AccountBalance debit, List<AccountBalance> credits) {
    boolean holds = command.getKind() == TransferKind.HOLD;
    try {
      long amount = TransferKey.sum(command.getCredits());
      for (AccountBalance credit : credits) {
        Accounts.credit(
            credit.getCounters(), holds ? Movement.held(amount) : Movement.posted(amount));
      }
      return Accounts.canSpend(debit, amount)
          ? null
          : RefusalCode.INSUFFICIENT_FUNDS.because(
              debit.getAccountId() + " has not enough for " + amount);
    } catch (ArithmeticException e) {
      return RefusalCode.OVERFLOW.because("a sum would exceed 9223372036854775807 minor units");
    }
  }

  static boolean isClosed(AccountBalance account) {
    return account.getStatus() == AccountStatus.CLOSED;
  }

  static @Nullable AccountBalance first(
      List<AccountBalance> accounts, Predicate<AccountBalance> isAtFault) {
    for (AccountBalance account : accounts) {
      if (isAtFault.test(account)) {
        return account;
      }
    }
    return null;
  }

  /** Which credit is at fault: that of this account, or without one the doubted one. */
  private static @Nullable Integer creditOf(
      TransferCommand command, @Nullable AccountBalance account) {
    return account == null
        ? doubted(command)
        : indexOf(command.getCredits(), account.getAccountId());
  }

  /** The first credit of an account, counted from 0; null: there is none. */
  static @Nullable Integer indexOf(List<Credit> credits, String accountId) {
    for (int i = 0; i < credits.size(); i++) {
      if (credits.get(i).getAccountId().equals(accountId)) {
        return i;
      }
    }
    return null;
  }

  /** Nobody is trusted to name a credit that is there. */
  private static @Nullable Integer doubted(TransferCommand command) {
    Integer at = command.getDoubtCredit();
    if (at == null || at < 0 || at >= command.getCredits().size()) {
      return command.getCredits().size() == 1 ? 0 : null;
    }
    return at;
  }

  private static @Nullable Integer firstMissing(
      TransferCommand command, String scope, Books books) {
    for (int i = 0; i < command.getCredits().size(); i++) {
      String account = command.getCredits().get(i).getAccountId();
      if (Moves.isLocal(account, scope) && Accounts.find(books, account) == null) {
        return i;
      }
    }
    return null;
  }

  private static String name(TransferCommand command, @Nullable Integer credit) {
    return credit == null ? "a credit account" : command.getCredits().get(credit).getAccountId();
  }

  /** The credited accounts that live here; null where one of them does not exist. */
  static @Nullable List<AccountBalance> localCredits(
      TransferCommand command, String scope, Books books) {
    List<AccountBalance> found = List.of();
    for (Credit credit : command.getCredits()) {
      if (Moves.isLocal(credit.getAccountId(), scope)) {
        AccountBalance account = Accounts.find(books, credit.getAccountId());
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
}
