package io.penstock.domain.payments;

import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PspCall;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.Screening;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.Wait;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a payment waits for. Each wait asks again by itself until it is answered, however long that
 * takes: a lost question or answer never leaves money locked. Asking again decides nothing. It
 * travels the way of the first question, and so its answer stands behind an answer that was given
 * before and only lies unread.
 */
public final class Waits {
  /**
   * The ledger remembers the id of a transfer for 30 days at least; asked after that, it would move
   * the money again.
   */
  static final Duration NOT_ASKED_AGAIN_AFTER = Duration.ofDays(7);

  static final int SPREAD = 4;

  private final List<Wait> waits;
  private final PaymentRules rules;
  private final long nowMs;

  Waits(List<Wait> waits, PaymentRules rules, long nowMs) {
    this.waits = new ArrayList<>(waits);
    this.rules = rules;
    this.nowMs = nowMs;
  }

  /** When a payment is to be woken up, milliseconds since 1970; null: it waits for nothing. */
  public static @Nullable Long wakeAtMs(Payment payment) {
    Long earliest = null;
    for (Wait wait : payment.getWaits()) {
      if (earliest == null || wait.getDueAtMs() < earliest) {
        earliest = wait.getDueAtMs();
      }
    }
    return earliest;
  }

  /**
   * True where nothing moves until somebody asks for something or a time is over: authorised and
   * waiting for its capture, captured with no refund under way, or closed.
   */
  public static boolean isAtRest(Payment payment) {
    return switch (payment.getPhase()) {
      case AUTHORIZED, CLOSED -> true;
      case CAPTURED -> payment.getRefunds().stream().noneMatch(Waits::isUnderWay);
      case AUTHORIZING, CAPTURING, BOOKING, RELEASING, COMPENSATING -> false;
    };
  }

  /**
   * True where nothing is under way and no clock runs: closed, or captured, with nothing to wait
   * for. Somebody may still ask for a refund, and a PSP may still take one back.
   */
  public static boolean hasEnded(Payment payment) {
    return payment.getWaits().isEmpty()
        && switch (payment.getPhase()) {
          case CAPTURED, CLOSED -> true;
          case AUTHORIZING, AUTHORIZED, CAPTURING, BOOKING, RELEASING, COMPENSATING -> false;
        };
  }

  private static boolean isUnderWay(Refund refund) {
    return refund.getStatus() == RefundStatus.PENDING;
  }

  /** A payment as others see it. */
  static @Nullable Payment hidden(@Nullable Payment payment) {
    return payment == null || payment.getWaits().isEmpty()
        ? payment
        : Payment.newBuilder(payment).setWaits(List.of()).build();
  }

  /** Waits for the outcome of a transfer, which is sent again until it came. */
  void add(TransferCommand transfer) {
    add(WaitKind.TRANSFER, 0, transfer, rules.firstRepeat());
  }

  /** Waits for something else; an earlier wait for the same ends. */
  void add(WaitKind kind, int refund, Duration due) {
    waits.removeIf(is(kind, refund));
    add(kind, refund, null, due);
  }

  private void add(WaitKind kind, int refund, @Nullable TransferCommand transfer, Duration due) {
    waits.add(new Wait(kind, refund, transfer, 0, nowMs, Math.addExact(nowMs, due.toMillis())));
  }

  /** The transfer of that id whose outcome is awaited, as it was asked for; null: it is not. */
  static @Nullable TransferCommand transfer(List<Wait> waits, String transferId) {
    for (Wait wait : waits) {
      TransferCommand transfer = wait.getTransfer();
      if (transfer != null && transfer.getTransferId().equals(transferId)) {
        return transfer;
      }
    }
    return null;
  }

  /** The outcome of this transfer is awaited no more. */
  void end(String transferId) {
    waits.removeIf(
        wait ->
            wait.getTransfer() != null && wait.getTransfer().getTransferId().equals(transferId));
  }

  /** Nothing is awaited of this kind any more. */
  void end(WaitKind kind) {
    waits.removeIf(is(kind, 0));
  }

  /** Those whose time has come. */
  static List<Wait> due(Payment payment, long nowMs) {
    return payment.getWaits().stream().filter(wait -> wait.getDueAtMs() <= nowMs).toList();
  }

  static Optional<Wait> find(Payment payment, WaitKind kind) {
    return payment.getWaits().stream().filter(is(kind, 0)).findFirst();
  }

  /**
   * It was asked again just now.
   *
   * @param first until the next time; from the second time on it takes four times as long as the
   *     time before, and {@link PaymentRules#longestRepeat} at most
   */
  void askedAgain(Wait wait, Duration first) {
    Wait next =
        Wait.newBuilder(wait)
            .setAskedAgain(Math.addExact(wait.getAskedAgain(), 1))
            .setDueAtMs(Math.addExact(nowMs, interval(first, wait.getAskedAgain()).toMillis()))
            .build();
    waits.replaceAll(each -> each.equals(wait) ? next : each);
  }

  private Duration interval(Duration first, int askedBefore) {
    Duration interval = first;
    for (int i = 0; i < askedBefore && interval.compareTo(rules.longestRepeat()) < 0; i++) {
      interval = interval.multipliedBy(SPREAD);
    }
    return interval.compareTo(rules.longestRepeat()) > 0 ? rules.longestRepeat() : interval;
  }

  /** What is left to wait for, where the payment stands now. */
  List<Wait> of(Payment payment) {
    waits.removeIf(wait -> !isAwaited(payment, wait));
    return List.copyOf(waits);
  }

  private static boolean isAwaited(Payment payment, Wait wait) {
    return switch (wait.getKind()) {
      case TRANSFER -> true;
      case PSP -> call(payment, wait.getRefund()) != null;
      case PAYER_VERDICT -> isScreened(payment, payment.getPayerScreening());
      case CARD_VERDICT -> isScreened(payment, payment.getCardScreening());
      case CAPTURE -> payment.getPhase() == PaymentPhase.AUTHORIZED;
      case FRAUD_REFUND -> payment.getPhase() == PaymentPhase.CAPTURED;
    };
  }

  private static boolean isScreened(Payment payment, Screening screening) {
    return payment.getPhase() == PaymentPhase.AUTHORIZING
        && payment.getClosingStatus() == null
        && screening == Screening.AWAITED;
  }

  private static @Nullable PspCall call(Payment payment, int refund) {
    if (refund == 0) {
      return payment.getPspCall();
    }
    Refund numbered = RefundList.numbered(payment, refund);
    return numbered == null ? null : numbered.getPspCall();
  }

  private static Predicate<Wait> is(WaitKind kind, int refund) {
    return wait -> wait.getKind() == kind && wait.getRefund() == refund;
  }
}
