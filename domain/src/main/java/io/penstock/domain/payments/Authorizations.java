package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.AUTHORIZATION_EXPIRED;
import static io.penstock.domain.RefusalCode.CANCELLED_BY_REQUEST;
import static io.penstock.domain.RefusalCode.PAYMENT_NOT_CANCELLABLE;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.WaitKind;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Joins funds and verdicts; gives the funds back where a payment ends without a capture. */
final class Authorizations {
  /** A hold ends by itself: the payment only looks after it where nobody told it so. */
  private static final Duration HOLD_SLACK = Duration.ofMinutes(1);

  private Authorizations() {}

  static void secured(Transition t, @Nullable Long expiresAtMs) {
    t.payment().setFundsHeld(true).setExpiresAtMs(expiresAtMs);
    proceed(t);
  }

  /** There are no funds, for whatever reason: nothing has to be given back. */
  static void failed(Transition t, @Nullable String code, @Nullable String detail) {
    PaymentStatus decided = t.payment().getClosingStatus();
    t.because(code, detail);
    PaymentStatus closing = decided == null ? PaymentStatus.FAILED : decided;
    if (Charges.isCharged(t.payment())) {
      Charges.giveBack(t, closing, null);
    } else {
      close(t, closing);
    }
  }

  /** Goes on as soon as all is known that is awaited. */
  static void proceed(Transition t) {
    Payment.Builder payment = t.payment();
    if (!payment.getFundsHeld()) {
      return;
    }
    if (payment.getClosingStatus() != null) {
      release(t, payment.getClosingStatus());
    } else if (Screenings.allow(payment)) {
      authorized(t);
    }
  }

  private static void authorized(Transition t) {
    Payment.Builder payment = t.payment();
    if (Charges.isCharged(payment)) {
      Charges.captureStarted(t);
      return;
    }
    switch (payment.getCreation().getCapture()) {
      case AUTOMATIC -> Captures.start(t, payment.getCreation().getAmountMinor(), null);
      case MANUAL -> {
        if (payment.getCreation().getFunding() == Funding.CARD) {
          payment.setExpiresAtMs(
              Math.addExact(t.nowMs(), t.rules().authorizationLifetime().toMillis()));
        }
        waitForCapture(t);
        t.enter(PaymentPhase.AUTHORIZED, PaymentStatus.PENDING);
        t.tell(PaymentEventType.AUTHORIZED);
      }
    }
  }

  private static void waitForCapture(Transition t) {
    Long endsAtMs = t.payment().getExpiresAtMs();
    if (endsAtMs != null) {
      Duration left = Duration.ofMillis(Math.max(0, endsAtMs - t.nowMs()));
      boolean endsByItself = t.payment().getCreation().getFunding() == Funding.WALLET;
      t.waits().add(WaitKind.CAPTURE, 0, endsByItself ? left.plus(HOLD_SLACK) : left, t.nowMs());
    }
  }

  static FlowDecision<Payment> cancel(PaymentCommand command, Payment payment, Transition t) {
    if (command.getCommandId() != null
        && Objects.equals(command.getCommandId(), payment.getCancelCommandId())) {
      return Answers.repeat(command, payment, t.nowMs());
    }
    boolean open =
        payment.getPhase() == PaymentPhase.AUTHORIZED
            || (payment.getPhase() == PaymentPhase.AUTHORIZING
                && payment.getClosingStatus() == null);
    if (!open) {
      return Answers.refuse(
          command,
          payment,
          PAYMENT_NOT_CANCELLABLE.because("the payment is " + Refunds.words(payment.getStatus())),
          t.nowMs());
    }
    t.payment().setCancelCommandId(command.getCommandId());
    String reason = command.getReason();
    t.because(
        CANCELLED_BY_REQUEST.code(), reason == null ? "cancelled by a CANCEL command" : reason);
    end(t, PaymentStatus.CANCELLED, command.getRequestId());
    return t.decision();
  }

  /** Ends a payment that was not captured, as soon as its funds are known and back. */
  static void end(Transition t, PaymentStatus status) {
    end(t, status, null);
  }

  private static void end(Transition t, PaymentStatus status, @Nullable String requestId) {
    if (t.payment().getClosingStatus() != null) {
      return;
    }
    t.payment().setClosingStatus(status);
    if (t.payment().getFundsHeld() && Charges.isCharged(t.payment())) {
      Charges.giveBack(t, status, requestId);
      return;
    }
    if (t.payment().getFundsHeld()) {
      t.enter(PaymentPhase.RELEASING, t.payment().getStatus());
      Funds.release(t);
    }
    t.tell(PaymentEventType.RELEASE_STARTED, requestId, null, null);
  }

  static void release(Transition t, PaymentStatus closing) {
    if (Charges.isCharged(t.payment())) {
      Charges.giveBack(t, closing, null);
      return;
    }
    t.payment().setClosingStatus(closing);
    t.enter(PaymentPhase.RELEASING, t.payment().getStatus());
    Funds.release(t);
  }

  static void released(Transition t) {
    if (t.payment().getPhase() == PaymentPhase.CLOSED) {
      // What came too late for a payment that had ended is given back: that changes no end.
      t.tell(PaymentEventType.NOTED);
      return;
    }
    PaymentStatus closing = t.payment().getClosingStatus();
    close(t, closing == null ? PaymentStatus.CANCELLED : closing);
  }

  /** The hold or authorisation ended by itself. */
  static void expired(Transition t) {
    t.because(AUTHORIZATION_EXPIRED.because("the authorisation ended without a capture"));
    close(t, PaymentStatus.CANCELLED);
  }

  /**
   * An authorisation of a card is given back in time. A wallet's hold has ended by itself, and
   * either nobody told so or it lies unread: to void it asks how it ended.
   */
  static void timeIsUp(Transition t) {
    if (t.payment().getPhase() == PaymentPhase.AUTHORIZED) {
      t.because(AUTHORIZATION_EXPIRED.because("the authorisation ended without a capture"));
      end(t, PaymentStatus.CANCELLED);
    }
  }

  static void close(Transition t, PaymentStatus status) {
    t.payment().setFundsHeld(false).setClosingStatus(null).setPspCall(null);
    t.enter(PaymentPhase.CLOSED, status);
    t.tell(
        switch (status) {
          case FLAGGED_FRAUD -> PaymentEventType.FLAGGED_FRAUD;
          case CANCELLED -> PaymentEventType.CANCELLED;
          case FAILED -> PaymentEventType.FAILED;
          case INITIATED, PENDING, SUCCEEDED, REFUND_INITIATED, PARTIALLY_REFUNDED, REFUNDED ->
              throw new IllegalStateException("no end: " + status);
        });
  }
}
