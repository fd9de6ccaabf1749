package io.penstock.domain;

import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Ids;
import io.penstock.schemas.LinkedTransfer;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.TransferCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ids that a command may name, and who may write one with '::'. Such ids name what belongs to a
 * flow: the transfers of a payment answer to the payment alone, so that nobody else can pay its
 * merchant or give its hold back.
 */
public final class CommandIds {

  private CommandIds() {}

  /** Why anybody's transfer is refused; null: it is not. It stands before all other refusals. */
  public static @Nullable Refusal ofRequest(TransferCommand command) {
    Refusal transfer =
        firstOf(
            of("transfer_id", command.getTransferId()),
            of("pending_id", command.getPendingId()),
            of("reverses", command.getReverses()));
    return transfer == null ? ofAccounts(command) : transfer;
  }

  /** Why a transfer of a flow is refused; null: it is not. A flow ends its own holds only. */
  public static @Nullable Refusal ofStep(TransferCommand command) {
    String id = command.getTransferId();
    String pending = command.getPendingId();
    if (Ids.root(id).isEmpty() || Ids.step(id).isEmpty()) {
      return RefusalCode.NO_STEP.because(
          "transfers.steps takes ids of the form <flow id>::<step> only");
    }
    if (command.getReverses() != null || !command.getLinked().isEmpty()) {
      return RefusalCode.NO_STEP.because("a flow asks for no reversals and no chains");
    }
    if (pending != null && !isStepOf(Ids.root(id), pending)) {
      return reserved("pending_id");
    }
    return ofAccounts(command);
  }

  /** Why an account command is refused; null: it is not. */
  public static @Nullable Refusal of(AccountCommand command) {
    AccountOpening opening = command.getOpening();
    return firstOf(
        of("account_id", command.getAccountId()),
        of("command_id", command.getCommandId()),
        opening == null ? null : of("owner_id", opening.getOwnerId()));
  }

  /** Why a payment command is refused; null: it is not. */
  public static @Nullable Refusal of(PaymentCommand command) {
    Refusal own =
        firstOf(
            of("payment_id", command.getPaymentId()),
            of("refund_id", command.getRefundId()),
            of("command_id", command.getCommandId()));
    PaymentCreation asked = command.getCreation();
    if (own != null || asked == null) {
      return own;
    }
    return firstOf(
        of("user_id", asked.getUserId()),
        of("payer_account_id", asked.getPayerAccountId()),
        of("merchant_id", asked.getMerchantId()),
        of("checkout_id", asked.getCheckoutId()));
  }

  /** Accounts belong to no flow: none of them is ever named so. */
  private static @Nullable Refusal ofAccounts(TransferCommand command) {
    if (Ids.isReserved(command.getDebitAccountId())) {
      return reserved("debit_account_id");
    }
    if (Ids.isReserved(command.getReversesDebitAccountId())) {
      return reserved("reverses_debit_account_id");
    }
    if (command.getLinked().stream().anyMatch(CommandIds::anyReserved)) {
      return reserved("linked");
    }
    return anyReserved(command.getCredits()) ? reserved("credit_account_id") : null;
  }

  private static boolean anyReserved(LinkedTransfer linked) {
    return Ids.isReserved(linked.getTransferId())
        || Ids.isReserved(linked.getDebitAccountId())
        || anyReserved(linked.getCredits());
  }

  private static boolean anyReserved(List<Credit> credits) {
    for (Credit credit : credits) {
      if (Ids.isReserved(credit.getAccountId())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isStepOf(String flow, String id) {
    return Ids.root(id).equals(flow) && !Ids.step(id).isEmpty();
  }

  private static @Nullable Refusal of(String field, @Nullable String id) {
    if (id != null && !Ids.isValid(id)) {
      return RefusalCode.ID_MALFORMED.because(field + " is not " + Ids.RULE);
    }
    return Ids.isReserved(id) ? reserved(field) : null;
  }

  private static Refusal reserved(String field) {
    return RefusalCode.ID_RESERVED.because(field + ": " + Ids.RESERVED);
  }

  private static @Nullable Refusal firstOf(@Nullable Refusal... refusals) {
    for (Refusal refusal : refusals) {
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }
}
