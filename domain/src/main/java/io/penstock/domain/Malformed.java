package io.penstock.domain;

import static io.penstock.domain.RefusalCode.ACCOUNTS_MUST_BE_DIFFERENT;
import static io.penstock.domain.RefusalCode.AMOUNT_MUST_BE_POSITIVE;
import static io.penstock.domain.RefusalCode.CURRENCY_UNKNOWN;
import static io.penstock.domain.RefusalCode.TIMEOUT_RESERVED_FOR_PENDING;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.AccountUpdate;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Ids;
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
        return ACCOUNTS_MUST_BE_DIFFERENT.because(debit + " is on both sides");
      }
    }
    if (debit.equals(command.getReversesDebitAccountId())) {
      return ACCOUNTS_MUST_BE_DIFFERENT.because(debit + " is on both sides");
    }
    Long asked = command.getAmountMinor();
    if (asked != null && asked <= 0) {
      return AMOUNT_MUST_BE_POSITIVE.because("the amount is " + asked);
    }
    for (Credit credit : command.getCredits()) {
      if (credit.getAmountMinor() <= 0) {
        return AMOUNT_MUST_BE_POSITIVE.because("the amount is " + credit.getAmountMinor());
      }
    }
    if (!Currencies.isCurrent(command.getCurrency())) {
      return unknownCurrency(command.getCurrency());
    }
    return command.getTimeoutSeconds() != null && command.getKind() != TransferKind.HOLD
        ? TIMEOUT_RESERVED_FOR_PENDING.because("only a hold has a timeout")
        : null;
  }

  /** Why an account command cannot be decided at all; null: it can. */
  public static @Nullable Refusal account(AccountCommand command) {
    if (command.getAction() == AccountAction.UPDATE) {
      return update(command.getUpdate());
    }
    if (command.getUpdate() != null) {
      return new Refusal("update_malformed", "only UPDATE has an update");
    }
    if (command.getAction() != AccountAction.OPEN) {
      return null;
    }
    AccountOpening opening = command.getOpening();
    return opening == null
        ? new Refusal("opening_required", "OPEN says what the account is opened with")
        : opening(command, opening);
  }

  private static @Nullable Refusal update(@Nullable AccountUpdate update) {
    if (update == null
        || (update.getOverdraftLimitMinor() == null && update.getMetadata().isEmpty())) {
      return new Refusal("update_required", "UPDATE names overdraft_limit, metadata or both");
    }
    Long limit = update.getOverdraftLimitMinor();
    return limit != null && limit < 0
        ? negativeLimit()
        : Metadata.malformation(update.getMetadata());
  }

  private static @Nullable Refusal opening(AccountCommand command, AccountOpening opening) {
    if (!Ids.isValid(opening.getOwnerId())) {
      return new Refusal("id_malformed", "owner_id is not " + Ids.RULE);
    }
    String accountId = command.getAccountId();
    if (SystemAccounts.isReserved(accountId) && !SystemAccounts.isSystem(accountId)) {
      return new Refusal(
          Ids.RESERVED_CODE,
          "account_id: what begins with world:, fees:, suspense: or psp: is the ledger's own");
    }
    if (opening.getType() == AccountType.SYSTEM) {
      return new Refusal(
          "account_type_reserved", "system accounts are not opened: world:USD, fees:USD, …");
    }
    if (!Currencies.isCurrent(opening.getCurrency())) {
      return unknownCurrency(opening.getCurrency());
    }
    return opening.getOverdraftLimitMinor() < 0
        ? negativeLimit()
        : Metadata.malformation(opening.getMetadata());
  }

  private static Refusal negativeLimit() {
    return new Refusal("overdraft_limit_negative", "the limit must be 0 or more");
  }

  private static Refusal unknownCurrency(String currency) {
    return CURRENCY_UNKNOWN.because(currency + " is not a current ISO 4217 currency");
  }
}
