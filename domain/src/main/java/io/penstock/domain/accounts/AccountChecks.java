package io.penstock.domain.accounts;

import static io.penstock.domain.RefusalCode.CURRENCY_UNKNOWN;

import io.penstock.domain.Currencies;
import io.penstock.domain.Metadata;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.AccountUpdate;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Ids;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether an account may be opened, changed or closed. */
public final class AccountChecks {

  private AccountChecks() {}

  /**
   * What is wrong with a command whatever became of its account; null: nothing. It pins nothing, so
   * that the same id can be sent again, mended. The HTTP door asks it, too.
   */
  public static @Nullable Refusal malformation(AccountCommand command) {
    if (command.getAction() == AccountAction.UPDATE) {
      return update(command.getUpdate());
    }
    if (command.getUpdate() != null) {
      return RefusalCode.UPDATE_MALFORMED.because("only UPDATE has an update");
    }
    if (command.getAction() != AccountAction.OPEN) {
      return null;
    }
    AccountOpening opening = command.getOpening();
    return opening == null
        ? RefusalCode.OPENING_REQUIRED.because("OPEN says what the account is opened with")
        : opening(command, opening);
  }

  private static @Nullable Refusal update(@Nullable AccountUpdate update) {
    if (update == null
        || (update.getOverdraftLimitMinor() == null && update.getMetadata().isEmpty())) {
      return RefusalCode.UPDATE_REQUIRED.because("UPDATE names overdraft_limit, metadata or both");
    }
    Long limit = update.getOverdraftLimitMinor();
    return limit != null && limit < 0
        ? negativeLimit()
        : Metadata.malformation(update.getMetadata());
  }

  private static @Nullable Refusal opening(AccountCommand command, AccountOpening opening) {
    if (!Ids.isValid(opening.getOwnerId())) {
      return RefusalCode.ID_MALFORMED.because("owner_id is not " + Ids.RULE);
    }
    String accountId = command.getAccountId();
    if (SystemAccounts.isReserved(accountId) && !SystemAccounts.isSystem(accountId)) {
      return RefusalCode.ID_RESERVED.because(
          "account_id: what begins with world:, fees:, suspense: or psp: is the ledger's own");
    }
    if (opening.getType() == AccountType.SYSTEM) {
      return RefusalCode.ACCOUNT_TYPE_RESERVED.because(
          "system accounts are not opened: world:USD, fees:USD, …");
    }
    if (!Currencies.isCurrent(opening.getCurrency())) {
      return CURRENCY_UNKNOWN.because(
          opening.getCurrency() + " is not a current ISO 4217 currency");
    }
    return opening.getOverdraftLimitMinor() < 0
        ? negativeLimit()
        : Metadata.malformation(opening.getMetadata());
  }

  private static Refusal negativeLimit() {
    return RefusalCode.OVERDRAFT_LIMIT_NEGATIVE.because("the limit must be 0 or more");
  }

  /** Why a well-formed command is refused; null: it is not. */
  static @Nullable Refusal refusal(AccountCommand command, @Nullable AccountBalance account) {
    if (command.getAction() == AccountAction.OPEN) {
      return ofOpening(command, account);
    }
    Refusal missing = ofExisting(command, account);
    if (missing != null || account == null) {
      return missing;
    }
    return switch (command.getAction()) {
      case CLOSE -> ofClosing(account);
      case UPDATE -> ofUpdate(command, account);
      case OPEN, FREEZE, UNFREEZE -> null;
    };
  }

  private static @Nullable Refusal ofOpening(
      AccountCommand command, @Nullable AccountBalance account) {
    if (SystemAccounts.isSystem(command.getAccountId())) {
      return RefusalCode.ACCOUNT_ALREADY_EXISTS.because("system accounts exist from the start");
    }
    return account == null
        ? null
        : RefusalCode.ACCOUNT_ALREADY_EXISTS.because(command.getAccountId() + " was opened before");
  }

  private static @Nullable Refusal ofExisting(
      AccountCommand command, @Nullable AccountBalance account) {
    if (SystemAccounts.isSystem(command.getAccountId())) {
      return RefusalCode.ACCOUNT_IS_SYSTEM.because("a system account does not change");
    }
    if (account == null) {
      return RefusalCode.ACCOUNT_NOT_FOUND.because("no account " + command.getAccountId());
    }
    boolean closes = command.getAction() == AccountAction.CLOSE;
    return account.getStatus() == AccountStatus.CLOSED && !closes
        ? RefusalCode.ACCOUNT_ALREADY_CLOSED.because("a closed account stays closed")
        : null;
  }

  private static @Nullable Refusal ofClosing(AccountBalance account) {
    Counters counters = account.getCounters();
    if (counters.getDebitsPendingMinor() > 0 || counters.getCreditsPendingMinor() > 0) {
      return RefusalCode.ACCOUNT_HAS_PENDING.because("resolve its holds first");
    }
    long posted = Accounts.posted(counters);
    return posted == 0
        ? null
        : RefusalCode.ACCOUNT_HAS_FUNDS.because(
            "its balance is " + posted + ", bring it to 0 first");
  }

  private static @Nullable Refusal ofUpdate(AccountCommand command, AccountBalance account) {
    AccountUpdate update = Objects.requireNonNull(command.getUpdate(), "checked before");
    return Metadata.malformation(Metadata.merged(account.getMetadata(), update.getMetadata()));
  }
}
