package io.penstock.domain.payments;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Step.Part;
import io.penstock.schemas.FraudRefund;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives captured money back, never more than was captured: the cap is checked in one place.
 *
 * <p>Fraud that was found too late for the capture gives all of the rest back. Where that fails,
 * such as for a merchant without money, it is tried again, however often it takes: a little later
 * each time, and no later than {@link PaymentRules#longestRepeat}. Each attempt is a refund with a
 * number of its own.
 */
record Refunds(Payment payment, PaymentRules rules, long nowMs) {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 20;

  /**
   * @param refused the refund of that id that was refused before and may not be listed any more
   */
  Effects command(PaymentCommand command, @Nullable Refund refused) {
    String refundId = command.getRefundId();
    if (refundId == null) {
      return refuse(command, RefusalCode.COMMAND_MALFORMED.because("REFUND names a refund_id"));
    }
    Optional<Refund> first =
        payment.getRefunds().stream().filter(r -> r.getRefundId().equals(refundId)).findFirst();
    if (first.isPresent()) {
      return again(command, first.get());
    }
    if (refused != null) {
      List<Refund> shown = new ArrayList<>(payment.getRefunds());
      shown.add(refused);
      Payment showing = Payment.newBuilder(payment).setRefunds(shown).build();
      return new Refunds(showing, rules, nowMs).again(command, refused);
    }
    long left = RefundList.left(payment);
    long amount = command.getAmountMinor() == null ? left : command.getAmountMinor();
    Refusal refusal = refusal(amount, left);
    return refusal == null
        ? start(
            draft(refundId, amount)
                .setReason(command.getReason())
                .setRequestId(command.getRequestId())
                .build())
        : refuse(command, refusal);
  }

  private Effects refuse(PaymentCommand command, Refusal refusal) {
    return PaymentCommands.refuse(command, payment, refusal, nowMs);
  }

  private Effects again(PaymentCommand command, Refund first) {
    Long amount = command.getAmountMinor();
    return amount == null || amount == first.getAmountMinor()
        ? PaymentCommands.repeat(command, payment, nowMs)
        : refuse(command, Refusal.alreadyUsed("amount"));
  }

  private @Nullable Refusal refusal(long amount, long left) {
    if (payment.getPhase() != PaymentPhase.CAPTURED) {
      return RefusalCode.PAYMENT_NOT_REFUNDABLE.because(PaymentCommands.standing(payment));
    }
    if (amount > left || left == 0) {
      return RefusalCode.REFUND_EXCEEDS_CAPTURED.because("only " + left + " is left to refund");
    }
    if (RefundList.isFull(payment)) {
      return RefusalCode.TOO_MANY_REFUNDS.because(
          "a payment has at most " + RefundList.MOST + " refunds");
    }
    return Amounts.refusal(amount, payment.getCreation().getCurrency(), payment.getPsp());
  }

  /** Begins a refund of a payment that has so much left and room for one more. */
  private Effects start(Refund refund) {
    return Effects.none()
        .ask(new StepTransfers(payment).of(refund, Part.MOVE))
        .keep(refund)
        .tell(event(PaymentEventType.REFUND_STARTED, refund).setRequestId(refund.getRequestId()));
  }

  private Refund.Builder draft(String refundId, long amountMinor) {
    boolean isWallet = payment.getCreation().getFunding() == Funding.WALLET;
    return Refund.newBuilder()
        .setRefundId(refundId)
        .setPaymentId(payment.getPaymentId())
        .setNumber(RefundList.begun(payment) + 1)
        .setAmountMinor(amountMinor)
        .setCurrency(payment.getCreation().getCurrency())
        .setStatus(RefundStatus.PENDING)
        .setPhase(isWallet ? RefundPhase.MOVING : RefundPhase.HOLDING)
        .setPsp(payment.getPsp())
        .setVersion(0)
        .setCreatedAtMs(nowMs)
        .setUpdatedAtMs(nowMs);
  }

  static Effects succeeded(Refund refund) {
    Refund done = closed(refund, RefundStatus.SUCCEEDED).build();
    return Effects.none().keep(done).tell(ended(PaymentEventType.REFUND_SUCCEEDED, done));
  }

  private static Refund.Builder closed(Refund refund, RefundStatus status) {
    return Refund.newBuilder(refund)
        .setStatus(status)
        .setPhase(RefundPhase.CLOSED)
        .setPspCall(null);
  }

  Effects failed(Refund refund, @Nullable String code, @Nullable String detail) {
    Refund.Builder change =
        closed(refund, RefundStatus.FAILED).setRefused(leavesNothingBehind(refund));
    if (refund.getFailureCode() == null) {
      change.setFailureCode(code).setFailureDetail(detail);
    }
    Refund failed = change.build();
    Effects ended = refund.getAutomatic() ? putOff(failed.getFailureCode()) : Effects.none();
    ended.keep(failed).tell(ended(PaymentEventType.REFUND_FAILED, failed));
    // A verdict that came while it was under way had left its sum to it.
    return !refund.getAutomatic() && Screenings.isRejected(payment)
        ? ended.then(new Signal.RefundForFraud())
        : ended;
  }

  /**
   * A wallet has its refund or has it not. One to a card is over where the PSP was not asked or has
   * refused; what it had said yes to it may take back, and tell so in its own time.
   */
  private static boolean leavesNothingBehind(Refund refund) {
    return refund.getPsp() == null
        || refund.getPhase() == RefundPhase.HOLDING
        || (refund.getPhase() == RefundPhase.VOIDING && !refund.getTakenBack());
  }

  private static PaymentEvent.Builder ended(PaymentEventType type, Refund refund) {
    return event(type, refund)
        .setCode(refund.getFailureCode())
        .setDetail(refund.getFailureDetail());
  }

  private static PaymentEvent.Builder event(PaymentEventType type, Refund refund) {
    return PaymentEvent.newBuilder()
        .setType(type)
        .setRefundId(refund.getRefundId())
        .setAmountMinor(refund.getAmountMinor());
  }

  /** Gives all of the rest back. */
  Effects forFraud() {
    Effects begun = Effects.none().endWait(WaitKind.FRAUD_REFUND);
    long left = RefundList.left(payment);
    if (left <= 0) {
      return begun;
    }
    if (RefundList.isFull(payment)) {
      return begun.and(putOff(RefusalCode.TOO_MANY_REFUNDS.code()));
    }
    String id = payment.getPaymentId() + Ids.STEP + "fraud-" + (RefundList.begun(payment) + 1);
    Refund.Builder refund =
        draft(id, left).setAutomatic(true).setReason("fraud found after the capture");
    return begun
        .because(RefusalCode.FRAUD_REJECTED.because("a verdict came after the capture"))
        .and(start(refund.build()));
  }

  /** It is tried again later. */
  private Effects putOff(@Nullable String code) {
    FraudRefund before = payment.getFraudRefund();
    int attempts = before == null ? 1 : Math.addExact(before.getAttempts(), 1);
    Duration wait = interval(attempts, rules.longestRepeat());
    long nextAtMs = Math.addExact(nowMs, wait.toMillis());
    return Effects.none()
        .change(draft -> draft.setFraudRefund(new FraudRefund(attempts, code, nextAtMs)))
        .await(WaitKind.FRAUD_REFUND, 0, wait);
  }

  private static Duration interval(int attempts, Duration longest) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
