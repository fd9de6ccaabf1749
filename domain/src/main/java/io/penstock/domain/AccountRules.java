package io.penstock.domain;

import io.penstock.domain.Decision.AccountAnswer;
import io.penstock.domain.Decision.ClosingChange;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides account commands at the account's partition. */
public final class AccountRules {

  private AccountRules() {}

  /** Decides a command whose ids are well formed. */
  public static Decision decide(AccountCommand command, Books books, JournalHead head) {
    Refusal malformed = Malformed.account(command);
    if (malformed != null) {
      return Decision.answer(new AccountAnswer(refused(command, malformed, head), false));
    }
    AccountOutcome first = books.accountAnswer(command.getAccountId(), command.getCommandId());
    AccountBalance account = books.account(command.getAccountId());
    if (first != null) {
      return Decision.answer(new AccountAnswer(repeat(command, first, account, head), false));
    }
    Refusal refusal = refusal(command, account);
    if (refusal == null
        && command.getAction() == AccountAction.CLOSE
        && account != null
        && account.getStatus() != AccountStatus.CLOSED
        && Closings.mayTravel(account)) {
      return Closings.begin(command, account, books, head);
    }
    Decision done = done(command, refusal, account, head);
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
    String field = Repeats.differingField(command, first);
    if (field != null) {
      return outcome(command, Repeats.alreadyUsed(field), account, head, false);
    }
    Refusal refusal =
        first.getFailureCode() == null
            ? null
            : new Refusal(first.getFailureCode(), String.valueOf(first.getFailureDetail()));
    return outcome(command, refusal, first.getAccount(), head, true);
  }

  static @Nullable Refusal refusal(AccountCommand command, @Nullable AccountBalance account) {
    return switch (command.getAction()) {
      case OPEN -> ofOpening(command, account);
      case FREEZE, UNFREEZE -> ofExisting(command, account);
      case UPDATE -> {
        Refusal missing = ofExisting(command, account);
        yield missing != null || account == null ? missing : ofUpdate(command, account);
      }
      case CLOSE -> {
        Refusal missing = ofExisting(command, account);
        yield missing != null || account == null ? missing : ofClosing(account);
      }
    };
  }

  private static @Nullable Refusal ofOpening(
      AccountCommand command, @Nullable AccountBalance account) {
    if (SystemAccounts.isSystem(command.getAccountId())) {
      return new Refusal("account_already_exists", "system accounts exist from the start");
    }
    return account == null
        ? null
        : new Refusal("account_already_exists", command.getAccountId() + " was opened before");
  }

  private static @Nullable Refusal ofExisting(
      AccountCommand command, @Nullable AccountBalance account) {
    if (SystemAccounts.isSystem(command.getAccountId())) {
      return new Refusal("account_is_system", "a system account does not change");
    }
    if (account == null) {
      return new Refusal("account_not_found", "no account " + command.getAccountId());
    }
    boolean closes = command.getAction() == AccountAction.CLOSE;
    return account.getStatus() == AccountStatus.CLOSED && !closes
        ? new Refusal("account_already_closed", "a closed account stays closed")
        : null;
  }

  private static @Nullable Refusal ofClosing(AccountBalance account) {
    Counters counters = account.getCounters();
    if (counters.getDebitsPendingMinor() > 0 || counters.getCreditsPendingMinor() > 0) {
      return new Refusal("account_has_pending", "resolve its holds first");
    }
    long posted = Accounts.posted(counters);
    return posted == 0
        ? null
        : new Refusal("account_has_funds", "its balance is " + posted + ", bring it to 0 first");
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

  private static @Nullable Refusal ofUpdate(AccountCommand command, AccountBalance account) {
    AccountUpdate update = Objects.requireNonNull(command.getUpdate(), "checked before");
    return Metadata.malformation(Metadata.merged(account.getMetadata(), update.getMetadata()));
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
