package io.penstock.testkit;

import io.penstock.domain.transfers.Chains;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.AccountUpdate;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builders of commands that read as one says them. All amounts are minor units. */
public final class Commands {

  private Commands() {}

  /** Opens a wallet in USD; see {@link #open} for others. */
  public static AccountCommand openWallet(String accountId) {
    return open(accountId, AccountType.WALLET, "USD", 0);
  }

  /** Opens a merchant's account in USD, given the merchant's id. */
  public static AccountCommand openMerchant(
      String accountId, String merchantId, long overdraftLimitMinor) {
    return command(
        accountId,
        "open-" + accountId,
        AccountAction.OPEN,
        new AccountOpening(merchantId, AccountType.MERCHANT, "USD", overdraftLimitMinor, Map.of()));
  }

  /** Opens an account. */
  public static AccountCommand open(
      String accountId, AccountType type, String currency, long overdraftLimitMinor) {
    return open(accountId, type, currency, overdraftLimitMinor, "open-" + accountId);
  }

  /** The same with a command id of the test's choice. */
  public static AccountCommand open(
      String accountId,
      AccountType type,
      String currency,
      long overdraftLimitMinor,
      String commandId) {
    return command(
        accountId,
        commandId,
        AccountAction.OPEN,
        new AccountOpening("owner-" + accountId, type, currency, overdraftLimitMinor, Map.of()));
  }

  /** Changes an account's status. */
  public static AccountCommand change(String accountId, AccountAction action, String commandId) {
    return command(accountId, commandId, action, null);
  }

  private static AccountCommand command(
      String accountId, String commandId, AccountAction action, @Nullable AccountOpening opening) {
    return new AccountCommand(commandId, accountId, action, opening, null, null);
  }

  /** A direct transfer. */
  public static Transfer transfer(String transferId) {
    return new Transfer(transferId, TransferKind.DIRECT);
  }

  /** A hold. */
  public static Transfer hold(String transferId) {
    return new Transfer(transferId, TransferKind.HOLD);
  }

  /** Posts a hold, all of it unless said otherwise. */
  public static Transfer post(String transferId, String holdId) {
    return new Transfer(transferId, TransferKind.POST).resolving(holdId);
  }

  /** Voids a hold. */
  public static Transfer voidHold(String transferId, String holdId) {
    return new Transfer(transferId, TransferKind.VOID).resolving(holdId);
  }

  /** Reverses a posted transfer, all that is left of it unless said otherwise. */
  public static Transfer reverse(String transferId, String originalId) {
    return new Transfer(transferId, TransferKind.REVERSE).reversing(originalId);
  }

  /** Updates an account's limit and its metadata. */
  public static AccountCommand update(String accountId, AccountUpdate update, String commandId) {
    return new AccountCommand(commandId, accountId, AccountAction.UPDATE, null, null, update);
  }

  /** A transfer command in the making. */
  public static final class Transfer {
    private final TransferCommand.Builder asked;
    private final List<Credit> credits = new ArrayList<>();

    private Transfer(String transferId, TransferKind kind) {
      asked =
          TransferCommand.newBuilder().setTransferId(transferId).setKind(kind).setCurrency("USD");
    }

    public Transfer from(String debitAccountId) {
      asked.setDebitAccountId(debitAccountId);
      return this;
    }

    public Transfer to(String creditAccountId, long amountMinor) {
      credits.add(new Credit(creditAccountId, amountMinor));
      return this;
    }

    public Transfer in(String currency) {
      asked.setCurrency(currency);
      return this;
    }

    /** Posts this much of the hold, or gives so much back. */
    public Transfer amount(long amountMinor) {
      asked.setAmountMinor(amountMinor);
      return this;
    }

    public Transfer expiresAfterSeconds(long seconds) {
      asked.setTimeoutSeconds(seconds);
      return this;
    }

    public Transfer doubting(String refusalCode) {
      asked.setDoubt(refusalCode);
      return this;
    }

    public Transfer request(String requestId) {
      asked.setRequestId(requestId);
      return this;
    }

    /** Together with others, in their order, or not at all. */
    public Transfer linkedWith(Transfer... others) {
      List<TransferCommand> chain = new ArrayList<>();
      chain.add(build());
      for (Transfer other : others) {
        chain.add(other.build());
      }
      asked.setLinked(Chains.of(chain).getLinked());
      return this;
    }

    /** Gives back to whom paid the reversed transfer. */
    public Transfer backTo(String debitAccountId) {
      asked.setReversesDebitAccountId(debitAccountId);
      return this;
    }

    private Transfer reversing(String originalId) {
      asked.setReverses(originalId).setReason("returned");
      return this;
    }

    private Transfer resolving(String holdId) {
      asked.setPendingId(holdId);
      return this;
    }

    /** The command; {@link #from} must have been said. */
    public TransferCommand build() {
      return asked.setCredits(List.copyOf(credits)).build();
    }
  }
}
