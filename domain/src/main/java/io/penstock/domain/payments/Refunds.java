package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.COMMAND_MALFORMED;
import static io.penstock.domain.RefusalCode.PAYMENT_NOT_REFUNDABLE;
import static io.penstock.domain.RefusalCode.REFUND_EXCEEDS_CAPTURED;
import static io.penstock.domain.RefusalCode.TOO_MANY_REFUNDS;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Effect.Ask;
import io.penstock.domain.payments.Effect.Await;
import io.penstock.domain.payments.Effect.Because;
import io.penstock.domain.payments.Effect.Change;
import io.penstock.domain.payments.Effect.EndWait;
import io.penstock.domain.payments.Effect.Keep;
import io.penstock.domain.payments.Effect.TellWhy;
import io.penstock.domain.payments.Effect.Then;
import io.penstock.domain.payments.Signal.RefundForFraud;
import io.penstock.schemas.FraudRefund;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
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
final class Refunds {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 20;

  private Refunds() {}

  /**
   * @param refused the refund of that id that was refused before and may not be listed any more
   */
  static List<Effect> command(
      PaymentCommand command, Payment payment, @Nullable Refund refused, long nowMs) {
    String refundId = command.getRefundId();
    if (refundId == null) {
      return Answers.refuse(
          command, payment, COMMAND_MALFORMED.because("REFUND names a refund_id"), nowMs);
    }
    Optional<Refund> first =
        payment.getRefunds().stream().filter(r -> r.getRefundId().equals(refundId)).findFirst();
    if (first.isPresent()) {
      return again(command, payment, first.get(), nowMs);
    }
    if (refused != null) {
      List<Refund> shown = new ArrayList<>(payment.getRefunds());
      shown.add(refused);
      return again(command, Payment.newBuilder(payment).setRefunds(shown).build(), refused, nowMs);
    }
    long left = RefundList.left(payment);
    long amount = command.getAmountMinor() == null ? left : command.getAmountMinor();
    Refusal refusal = refusal(payment, amount, left);
    return refusal == null
        ? start(payment, refundId, amount, command.getReason(), command.getRequestId(), nowMs)
        : Answers.refuse(command, payment, refusal, nowMs);
  }

  private static List<Effect> again(
      PaymentCommand command, Payment payment, Refund first, long nowMs) {
    Long amount = command.getAmountMinor();
    return amount == null || amount == first.getAmountMinor()
        ? Answers.repeat(command, payment, nowMs)
        : Answers.refuse(command, payment, Refusal.alreadyUsed("amount"), nowMs);
  }

  private static @Nullable Refusal refusal(Payment payment, long amount, long left) {
    if (payment.getPhase() != PaymentPhase.CAPTURED) {
      return PAYMENT_NOT_REFUNDABLE.because(Answers.standing(payment));
    }
    if (amount > left || left == 0) {
      return REFUND_EXCEEDS_CAPTURED.because("only " + left + " is left to refund");
    }
    if (RefundList.isFull(payment)) {
      return TOO_MANY_REFUNDS.because("a payment has at most " + RefundList.MOST + " refunds");
    }
    return Amounts.refusal(amount, payment.getCreation().getCurrency(), payment.getPsp());
  }

  private static List<Effect> start(
      Payment payment,
      String refundId,
      long amountMinor,
      @Nullable String reason,
      @Nullable String requestId,
      long nowMs) {
    return start(payment, draft(payment, refundId, amountMinor, reason, requestId, nowMs).build());
  }

  /** Begins a refund of a payment that has so much left and room for one more. */
  private static List<Effect> start(Payment payment, Refund refund) {
    return List.of(
        new Ask(StepTransfers.refund(payment, refund)),
        new Keep(refund),
        new TellWhy(
            PaymentEventType.REFUND_STARTED,
            null,
            null,
            refund.getRequestId(),
            refund.getRefundId(),
            refund.getAmountMinor()));
  }

  private static Refund.Builder draft(
      Payment payment,
      String refundId,
      long amountMinor,
      @Nullable String reason,
      @Nullable String requestId,
      long nowMs) {
    boolean isWallet = payment.getCreation().getFunding() == Funding.WALLET;
    return Refund.newBuilder()
        .setRefundId(refundId)
        .setPaymentId(payment.getPaymentId())
        .setNumber(RefundList.begun(payment) + 1)
        .setAmountMinor(amountMinor)
        .setCurrency(payment.getCreation().getCurrency())
        .setStatus(RefundStatus.PENDING)
        .setPhase(isWallet ? RefundPhase.MOVING : RefundPhase.HOLDING)
        .setAutomatic(false)
        .setReason(reason)
        .setPsp(payment.getPsp())
        .setRequestId(requestId)
        .setVersion(0)
        .setCreatedAtMs(nowMs)
        .setUpdatedAtMs(nowMs);
  }

  static List<Effect> succeeded(Refund refund) {
    Refund done =
        Refund.newBuilder(refund)
            .setStatus(RefundStatus.SUCCEEDED)
            .setPhase(RefundPhase.CLOSED)
            .setPspCall(null)
            .build();
    return List.of(new Keep(done), ended(PaymentEventType.REFUND_SUCCEEDED, done));
  }

  static List<Effect> failed(
      Payment payment,
      Refund refund,
      @Nullable String code,
      @Nullable String detail,
      PaymentRules rules,
      long nowMs) {
    Refund.Builder change =
        Refund.newBuilder(refund)
            .setStatus(RefundStatus.FAILED)
            .setPhase(RefundPhase.CLOSED)
            .setPspCall(null)
            .setRefused(leavesNothingBehind(refund));
    if (refund.getFailureCode() == null) {
      change.setFailureCode(code).setFailureDetail(detail);
    }
    Refund failed = change.build();
    boolean isOther = !refund.getAutomatic() && Screenings.isRejected(payment);
    return Effect.all(
        refund.getAutomatic() ? putOff(payment, failed.getFailureCode(), rules, nowMs) : List.of(),
        List.of(new Keep(failed), ended(PaymentEventType.REFUND_FAILED, failed)),
        // A verdict that came while it was under way had left its sum to it.
        isOther ? List.of(new Then(new RefundForFraud())) : List.of());
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

  private static TellWhy ended(PaymentEventType type, Refund refund) {
    return new TellWhy(
        type,
        refund.getFailureCode(),
        refund.getFailureDetail(),
        null,
        refund.getRefundId(),
        refund.getAmountMinor());
  }

  /** Gives all of the rest back. */
  static List<Effect> forFraud(Payment payment, PaymentRules rules, long nowMs) {
    EndWait begun = new EndWait(WaitKind.FRAUD_REFUND);
    long left = RefundList.left(payment);
    if (left <= 0) {
      return List.of(begun);
    }
    if (RefundList.isFull(payment)) {
      return Effect.all(
          List.of(begun), putOff(payment, RefusalCode.TOO_MANY_REFUNDS.code(), rules, nowMs));
    }
    String id = payment.getPaymentId() + Ids.STEP + "fraud-" + (RefundList.begun(payment) + 1);
    Refund refund =
        draft(payment, id, left, "fraud found after the capture", null, nowMs)
            .setAutomatic(true)
            .build();
    return Effect.all(
        List.of(
            begun,
            new Because(RefusalCode.FRAUD_REJECTED.because("a verdict came after the capture"))),
        start(payment, refund));
  }

  /** It is tried again later. */
  private static List<Effect> putOff(
      Payment payment, @Nullable String code, PaymentRules rules, long nowMs) {
    FraudRefund before = payment.getFraudRefund();
    int attempts = before == null ? 1 : Math.addExact(before.getAttempts(), 1);
    Duration wait = interval(attempts, rules.longestRepeat());
    long nextAtMs = Math.addExact(nowMs, wait.toMillis());
    return List.of(
        new Change(draft -> draft.setFraudRefund(new FraudRefund(attempts, code, nextAtMs))),
        new Await(WaitKind.FRAUD_REFUND, 0, wait));
  }

  private static Duration interval(int attempts, Duration longest) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
