package io.penstock.domain.accounts;

import io.penstock.domain.Difference;
import io.penstock.domain.Metadata;
import io.penstock.domain.Refusal;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.Decision.AccountAnswer;
import io.penstock.domain.books.Decision.ClosingChange;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountUpdate;
import io.penstock.schemas.Counters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides account commands at the account's partition. */
public final class AccountRules {

  private AccountRules() {}

  /** Decides a command whose ids are well formed. */
  public static Decision decide(AccountCommand command, Books books) {
    Refusal malformed = AccountChecks.malformation(command);
    if (malformed != null) {
      return Decision.answer(new AccountAnswer(refused(command, malformed, books.head()), false));
    }
    AccountOutcome first = books.accountAnswer(command.getAccountId(), command.getCommandId());
    AccountBalance account = books.account(command.getAccountId());
    if (first != null) {
      return Decision.answer(
          new AccountAnswer(repeat(command, first, account, books.head()), false));
    }
    Refusal refusal = AccountChecks.refusal(command, account);
    if (refusal == null
        && command.getAction() == AccountAction.CLOSE
        && account != null
        && account.getStatus() != AccountStatus.CLOSED
        && Closings.mayTravel(account)) {
      return Closings.begin(command, account, books);
    }
    Decision done = done(command, refusal, account, books.head());
    ClosingChange over = Closings.over(command, books);
    return over == null ? done : done.and(over);
  }

  /** Carries the command out, or refuses it; both are pinned. */
  static Decision done(
      AccountCommand command,
      @Nullable Refusal refusal,
      @Nullable AccountBalance account,
      JournalHead head) {
    if (refusal != null) {
      return Decision.answer(ended(command, refusal, account, head));
    }
    AccountBalance next = apply(command, account, head);
    return new Decision(
        next.equals(account) ? List.of() : List.of(next),
        List.of(),
        List.of(),
        ended(command, null, next, head),
        null,
        List.of());
  }

  /** The pinned answer to a command. */
  static AccountAnswer ended(
      AccountCommand command,
      @Nullable Refusal refusal,
      @Nullable AccountBalance account,
      JournalHead head) {
    return new AccountAnswer(outcome(command, refusal, account, head, false), true);
  }

  /** Refused without pinning anything: the command id is not touched. */
  public static AccountOutcome refused(AccountCommand command, Refusal refusal, JournalHead head) {
    return outcome(command, refusal, null, head, false);
  }

  private static AccountOutcome repeat(
      AccountCommand command,
      AccountOutcome first,
      @Nullable AccountBalance account,
      JournalHead head) {
    String field =
        new Difference()
            .in("action", command.getAction(), first.getAction())
            .in("update", command.getUpdate(), first.getUpdate())
            .in("opening", command.getOpening(), first.getOpening())
            .field();
    if (field != null) {
      return outcome(command, Refusal.alreadyUsed(field), account, head, false);
    }
    Refusal refusal =
        first.getFailureCode() == null
            ? null
            : Refusal.told(first.getFailureCode(), String.valueOf(first.getFailureDetail()));
    return outcome(command, refusal, first.getAccount(), head, true);
  }

  /** The account after an accepted command; the same, if it is already as was asked. */
  private static AccountBalance apply(
      AccountCommand command, @Nullable AccountBalance account, JournalHead head) {
    AccountOpening opening = command.getOpening();
    if (account == null) {
      if (opening == null) {
        throw new IllegalStateException("checked before: " + command);
      }
      return Accounts.opened(command.getAccountId(), opening, head.nowMs());
    }
    if (command.getUpdate() != null) {
      return updated(account, command.getUpdate(), head);
    }
    AccountStatus status =
        switch (command.getAction()) {
          case OPEN, UNFREEZE -> AccountStatus.OPEN;
          case FREEZE -> AccountStatus.FROZEN;
          case CLOSE -> AccountStatus.CLOSED;
          case UPDATE -> account.getStatus();
        };
    return account.getStatus() == status ? account : Accounts.next(account, status, head.nowMs());
  }

  private static AccountBalance updated(
      AccountBalance account, AccountUpdate update, JournalHead head) {
    Counters counters = account.getCounters();
    Long limit = update.getOverdraftLimitMinor();
    long newLimit = limit == null ? counters.getOverdraftLimitMinor() : limit;
    Map<String, String> metadata = Metadata.merged(account.getMetadata(), update.getMetadata());
    return newLimit == counters.getOverdraftLimitMinor() && metadata.equals(account.getMetadata())
        ? account
        : Accounts.updated(account, newLimit, metadata, head.nowMs());
  }

  private static AccountOutcome outcome(
      AccountCommand command,
      @Nullable Refusal refusal,
      @Nullable AccountBalance account,
      JournalHead head,
      boolean repeated) {
    return new AccountOutcome(
        command.getAccountId(),
        command.getCommandId(),
        command.getRequestId(),
        command.getAction(),
        command.getOpening(),
        refusal == null ? null : refusal.code(),
        refusal == null ? null : refusal.detail(),
        account,
        head.nowMs(),
        repeated,
        command.getUpdate());
  }
}
