package io.penstock.domain.payments;

import io.penstock.domain.CommandIds;
import io.penstock.domain.Metadata;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a command for a payment that is there can be carried out. */
public final class PaymentCommands {
  private static final int LONGEST_NOTE = 256;

  private PaymentCommands() {}

  /**
   * What is wrong with a command whatever became of its payment; null: nothing. It is told before
   * any id is looked at, and uses none up. The HTTP door asks it, too.
   */
  public static @Nullable Refusal malformation(PaymentCommand command) {
    Refusal ofIds = CommandIds.of(command);
    if (ofIds != null) {
      return ofIds;
    }
    boolean creates = command.getAction() == PaymentAction.CREATE;
    if (creates != (command.getCreation() != null)) {
      return RefusalCode.COMMAND_MALFORMED.because("creation belongs to CREATE, and only there");
    }
    if (tooLong(command.getReason())) {
      return RefusalCode.COMMAND_MALFORMED.because("reason has more than 256 characters");
    }
    if (creates) {
      return Metadata.malformation(command.getCreation().getMetadata()) != null
          ? RefusalCode.COMMAND_MALFORMED.because(
              "metadata exceeds 16 notes of 256 characters, with names of 1 to 64")
          : NewPayments.malformation(command.getCreation());
    }
    Long amount = command.getAmountMinor();
    return amount != null && amount <= 0
        ? RefusalCode.AMOUNT_MUST_BE_POSITIVE.because("the amount is " + amount)
        : null;
  }

  private static boolean tooLong(@Nullable String text) {
    return text != null && text.length() > LONGEST_NOTE;
  }

  static Effects decide(
      PaymentInput.Commanded commanded, Payment payment, PaymentRules rules, long nowMs) {
    PaymentCommand command = commanded.command();
    Refusal malformation = malformation(command);
    if (malformation != null) {
      return refuse(command, payment, malformation, nowMs);
    }
    return switch (command.getAction()) {
      case CREATE -> NewPayments.again(command, payment, nowMs);
      case CAPTURE -> capture(command, payment, nowMs);
      case CANCEL -> cancel(command, payment, nowMs);
      case REFUND -> new Refunds(payment, rules, nowMs).command(command, commanded.refused());
    };
  }

  /**
   * Of a card the merchant's account is asked for first, as before its authorisation: no ledger
   * looks at the merchant before the card is charged, and the account may have been closed since.
   */
  private static Effects capture(PaymentCommand command, Payment payment, long nowMs) {
    if (isRepeated(command.getCommandId(), payment.getCaptureCommandId())) {
      return repeat(command, payment, nowMs);
    }
    Refusal refusal = refusal(command, payment);
    if (refusal != null) {
      return refuse(command, payment, refusal, nowMs);
    }
    return switch (payment.getCreation().getFunding()) {
      case CARD -> Effects.none().send(PartySearches.beforeCapture(command, payment));
      case WALLET -> captured(command, payment);
    };
  }

  /** The payment may have changed while the merchant was asked for. */
  static Effects cleared(PaymentInput.CaptureCleared cleared, Payment payment, long nowMs) {
    PaymentCommand command = cleared.command();
    if (isRepeated(command.getCommandId(), payment.getCaptureCommandId())) {
      return repeat(command, payment, nowMs);
    }
    Refusal refusal = refusal(command, payment);
    if (refusal == null && cleared.merchantAccountId() == null) {
      refusal =
          RefusalCode.MERCHANT_NOT_FOUND.because(
              "the merchant's account " + payment.getMerchantAccountId() + " is not open any more");
    }
    return refusal == null ? captured(command, payment) : refuse(command, payment, refusal, nowMs);
  }

  private static Effects captured(PaymentCommand command, Payment payment) {
    return Effects.none()
        .then(
            new Signal.CaptureAsked(
                amount(command, payment), command.getCommandId(), command.getRequestId()));
  }

  private static @Nullable Refusal refusal(PaymentCommand command, Payment payment) {
    long authorized = payment.getCreation().getAmountMinor();
    long amount = amount(command, payment);
    if (payment.getPhase() != PaymentPhase.AUTHORIZED) {
      return RefusalCode.PAYMENT_NOT_CAPTURABLE.because(standing(payment));
    } else if (amount > authorized) {
      return RefusalCode.EXCEEDS_AUTHORIZED_AMOUNT.because(
          "only " + authorized + " was authorised");
    }
    return Amounts.refusal(amount, payment.getCreation().getCurrency(), payment.getPsp());
  }

  private static long amount(PaymentCommand command, Payment payment) {
    Long amount = command.getAmountMinor();
    return amount == null ? payment.getCreation().getAmountMinor() : amount;
  }

  private static Effects cancel(PaymentCommand command, Payment payment, long nowMs) {
    if (isRepeated(command.getCommandId(), payment.getCancelCommandId())) {
      return repeat(command, payment, nowMs);
    }
    boolean isOpen =
        payment.getPhase() == PaymentPhase.AUTHORIZED
            || (payment.getPhase() == PaymentPhase.AUTHORIZING
                && payment.getClosingStatus() == null);
    if (!isOpen) {
      return refuse(
          command, payment, RefusalCode.PAYMENT_NOT_CANCELLABLE.because(standing(payment)), nowMs);
    }
    String reason = command.getReason();
    return Effects.none()
        .change(draft -> draft.setCancelCommandId(command.getCommandId()))
        .because(
            RefusalCode.CANCELLED_BY_REQUEST.code(),
            reason == null ? "cancelled by a CANCEL command" : reason)
        .then(new Signal.End(PaymentStatus.CANCELLED, command.getRequestId()));
  }

  private static boolean isRepeated(@Nullable String commandId, @Nullable String accepted) {
    return commandId != null && Objects.equals(commandId, accepted);
  }

  /** The answer to a command that is not carried out; it changes nothing. */
  public static PaymentEvent refused(
      PaymentCommand command, @Nullable Payment payment, Refusal refusal, long nowMs) {
    return answer(PaymentEventType.REFUSED, command, payment, nowMs)
        .setCode(refusal.code())
        .setDetail(refusal.detail())
        .build();
  }

  static Effects refuse(PaymentCommand command, Payment payment, Refusal refusal, long nowMs) {
    return Effects.none().send(refused(command, payment, refusal, nowMs));
  }

  /** The command came before and is answered with what became of it. */
  static Effects repeat(PaymentCommand command, Payment payment, long nowMs) {
    return Effects.none().send(answer(PaymentEventType.REPEATED, command, payment, nowMs).build());
  }

  private static PaymentEvent.Builder answer(
      PaymentEventType type, PaymentCommand command, @Nullable Payment payment, long nowMs) {
    return PaymentEvent.newBuilder()
        .setPaymentId(command.getPaymentId())
        .setSequence(0)
        .setType(type)
        .setStatus(payment == null ? null : payment.getStatus())
        .setRequestId(command.getRequestId())
        .setRefundId(command.getRefundId())
        .setAmountMinor(command.getAmountMinor())
        .setPayment(Waits.hidden(payment))
        .setOccurredAtMs(nowMs);
  }

  /** Where a payment stands, as a sentence. */
  static String standing(Payment payment) {
    return "the payment is "
        + payment.getStatus().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
