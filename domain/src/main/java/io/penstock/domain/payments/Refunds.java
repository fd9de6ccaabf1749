package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.COMMAND_MALFORMED;
import static io.penstock.domain.RefusalCode.PAYMENT_NOT_REFUNDABLE;
import static io.penstock.domain.RefusalCode.REFUND_EXCEEDS_CAPTURED;
import static io.penstock.domain.RefusalCode.TOO_MANY_REFUNDS;

import io.penstock.domain.Refusal;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives captured money back, never more than was captured: the cap is checked in one place. */
final class Refunds {
  /** Most refunds of one payment, but for those that were refused. */
  static final int MOST = 100;

  /** Of those the latest so many are listed in the payment. */
  static final int MOST_REFUSED_LISTED = 20;

  private Refunds() {}

  /**
   * @param refused the refund of that id that was refused before and may not be listed any more
   */
  static FlowDecision<Payment> command(
      PaymentCommand command, Payment payment, @Nullable Refund refused, Transition t) {
    String refundId = command.getRefundId();
    if (refundId == null) {
      return Answers.refuse(
          command, payment, COMMAND_MALFORMED.because("REFUND names a refund_id"), t.nowMs());
    }
    Optional<Refund> first =
        payment.getRefunds().stream().filter(r -> r.getRefundId().equals(refundId)).findFirst();
    if (first.isPresent()) {
      return again(command, payment, first.get(), t);
    }
    if (refused != null) {
      List<Refund> shown = new ArrayList<>(payment.getRefunds());
      shown.add(refused);
      return again(command, Payment.newBuilder(payment).setRefunds(shown).build(), refused, t);
    }
    long rest = refundable(t.payment());
    long amount = command.getAmountMinor() == null ? rest : command.getAmountMinor();
    Refusal refusal = refusal(t.payment(), amount, rest);
    if (refusal != null) {
      return Answers.refuse(command, payment, refusal, t.nowMs());
    }
    start(t, refundId, amount, command.getReason(), command.getRequestId(), false);
    return t.decision();
  }

  private static FlowDecision<Payment> again(
      PaymentCommand command, Payment payment, Refund first, Transition t) {
    Long amount = command.getAmountMinor();
    return amount == null || amount == first.getAmountMinor()
        ? Answers.repeat(command, payment, t.nowMs())
        : Answers.refuse(command, payment, Refusal.alreadyUsed("amount"), t.nowMs());
  }

  private static @Nullable Refusal refusal(Payment.Builder payment, long amount, long rest) {
    if (payment.getPhase() != PaymentPhase.CAPTURED) {
      return PAYMENT_NOT_REFUNDABLE.because("the payment is " + words(payment.getStatus()));
    }
    if (amount > rest || rest == 0) {
      return REFUND_EXCEEDS_CAPTURED.because("only " + rest + " is left to refund");
    }
    if (areTooMany(payment)) {
      return TOO_MANY_REFUNDS.because("a payment has at most " + MOST + " refunds");
    }
    return Chargeable.refusal(amount, payment.getCreation().getCurrency(), payment.getPsp());
  }

  /** Begins a refund of a payment that has so much left and room for one more. */
  static void start(
      Transition t,
      String refundId,
      long amountMinor,
      @Nullable String reason,
      @Nullable String requestId,
      boolean automatic) {
    Payment.Builder payment = t.payment();
    int number = begun(payment) + 1;
    boolean isWallet = payment.getCreation().getFunding() == Funding.WALLET;
    Refund refund =
        Refund.newBuilder()
            .setRefundId(refundId)
            .setPaymentId(t.id())
            .setNumber(number)
            .setAmountMinor(amountMinor)
            .setCurrency(t.currency())
            .setStatus(RefundStatus.PENDING)
            .setPhase(isWallet ? RefundPhase.MOVING : RefundPhase.HOLDING)
            .setAutomatic(automatic)
            .setReason(reason)
            .setPsp(payment.getPsp())
            .setRequestId(requestId)
            .setVersion(0)
            .setCreatedAtMs(t.nowMs())
            .setUpdatedAtMs(t.nowMs())
            .build();
    if (isWallet) {
      WalletRefunds.move(t, refund);
    } else {
      CardRefunds.hold(t, refund);
    }
    put(t, Refund.newBuilder(refund));
    t.tell(PaymentEventType.REFUND_STARTED, null, null, requestId, refundId, amountMinor);
  }

  /** Keeps a refund's new state and tells it. */
  static Refund put(Transition t, Refund.Builder change) {
    Refund refund = change.setVersion(change.getVersion() + 1).setUpdatedAtMs(t.nowMs()).build();
    List<Refund> refunds = new ArrayList<>(t.payment().getRefunds());
    if (refund.getNumber() > begun(t.payment())) {
      refunds.add(refund);
      t.payment().setRefundsBegun(refund.getNumber());
    } else {
      refunds.replaceAll(each -> each.getNumber() == refund.getNumber() ? refund : each);
    }
    t.payment().setRefunds(listed(refunds));
    t.send(refund);
    settle(t.payment());
    return refund;
  }

  /** Of the refused ones the latest: the others take no room in a payment. */
  private static List<Refund> listed(List<Refund> refunds) {
    long tooMany = refunds.stream().filter(Refund::getRefused).count() - MOST_REFUSED_LISTED;
    List<Refund> listed = new ArrayList<>(refunds.size());
    for (Refund refund : refunds) {
      if (!refund.getRefused() || tooMany-- <= 0) {
        listed.add(refund);
      }
    }
    return listed;
  }

  static void succeeded(Transition t, Refund refund) {
    Refund done =
        put(
            t,
            Refund.newBuilder(refund)
                .setStatus(RefundStatus.SUCCEEDED)
                .setPhase(RefundPhase.CLOSED)
                .setPspCall(null));
    tellEnd(t, PaymentEventType.REFUND_SUCCEEDED, done);
  }

  static void failed(Transition t, Refund refund, @Nullable String code, @Nullable String detail) {
    Refund.Builder change =
        Refund.newBuilder(refund)
            .setStatus(RefundStatus.FAILED)
            .setPhase(RefundPhase.CLOSED)
            .setPspCall(null);
    if (refund.getFailureCode() == null) {
      change.setFailureCode(code).setFailureDetail(detail);
    }
    change.setRefused(leavesNothingBehind(refund));
    if (refund.getAutomatic()) {
      FraudRefunds.putOff(t, change.getFailureCode());
    }
    tellEnd(t, PaymentEventType.REFUND_FAILED, put(t, change));
    // A verdict that came while it was under way had left its sum to it.
    FraudRefunds.afterOther(t, refund);
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

  private static void tellEnd(Transition t, PaymentEventType type, Refund refund) {
    t.tell(
        type,
        refund.getFailureCode(),
        refund.getFailureDetail(),
        null,
        refund.getRefundId(),
        refund.getAmountMinor());
  }

  /** What the refunds make of the payment. */
  private static void settle(Payment.Builder payment) {
    long refunded = sum(payment.getRefunds(), RefundStatus.SUCCEEDED);
    payment.setAmountRefundedMinor(refunded);
    if (refunded == payment.getAmountCapturedMinor()) {
      payment.setFraudRefund(null);
    }
    if (payment.getPhase() != PaymentPhase.CAPTURED) {
      return;
    }
    boolean underWay =
        payment.getRefunds().stream().anyMatch(r -> r.getStatus() == RefundStatus.PENDING);
    if (underWay || payment.getFraudRefund() != null) {
      payment.setStatus(PaymentStatus.REFUND_INITIATED);
    } else if (refunded == 0) {
      payment.setStatus(PaymentStatus.SUCCEEDED);
    } else {
      payment.setStatus(
          refunded == payment.getAmountCapturedMinor()
              ? PaymentStatus.REFUNDED
              : PaymentStatus.PARTIALLY_REFUNDED);
    }
  }

  /** The number of the latest refund; 0: there is none. */
  static int begun(Payment.Builder payment) {
    return Math.max(payment.getRefundsBegun(), payment.getRefunds().size());
  }

  /** The refund with a number; null: there is none, or it was refused long ago. */
  static @Nullable Refund numbered(Payment.Builder payment, int number) {
    for (Refund refund : payment.getRefunds()) {
      if (refund.getNumber() == number) {
        return refund;
      }
    }
    return null;
  }

  /** Those that were refused do not count. */
  static boolean areTooMany(Payment.Builder payment) {
    long kept = payment.getRefunds().stream().filter(refund -> !refund.getRefused()).count();
    return kept >= MOST || begun(payment) >= Steps.MOST_REFUNDS;
  }

  /** What is left to refund, in minor units. */
  static long refundable(Payment.Builder payment) {
    List<Refund> refunds = payment.getRefunds();
    long taken =
        Math.addExact(sum(refunds, RefundStatus.SUCCEEDED), sum(refunds, RefundStatus.PENDING));
    return Math.subtractExact(payment.getAmountCapturedMinor(), taken);
  }

  private static long sum(List<Refund> refunds, RefundStatus status) {
    long sum = 0;
    for (Refund refund : refunds) {
      if (refund.getStatus() == status) {
        sum = Math.addExact(sum, refund.getAmountMinor());
      }
    }
    return sum;
  }

  /** A status as people read it. */
  static String words(PaymentStatus status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
