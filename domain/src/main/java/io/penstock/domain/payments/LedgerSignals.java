package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_ALREADY_POSTED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_ALREADY_VOIDED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_EXPIRED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_NOT_FOUND;

import io.penstock.domain.FailureCode;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.payments.Effect.EndTransfer;
import io.penstock.domain.payments.Effect.Then;
import io.penstock.domain.payments.Signal.Booked;
import io.penstock.domain.payments.Signal.BookingReversed;
import io.penstock.domain.payments.Signal.Held;
import io.penstock.domain.payments.Signal.HoldExpired;
import io.penstock.domain.payments.Signal.HoldReversed;
import io.penstock.domain.payments.Signal.NotBooked;
import io.penstock.domain.payments.Signal.NotCaptured;
import io.penstock.domain.payments.Signal.NotHeld;
import io.penstock.domain.payments.Signal.NotVoided;
import io.penstock.domain.payments.Signal.Posted;
import io.penstock.domain.payments.Signal.PostedTooLate;
import io.penstock.domain.payments.Signal.RefundMoved;
import io.penstock.domain.payments.Signal.Voided;
import io.penstock.domain.payments.Step.OfPayment;
import io.penstock.domain.payments.Step.OfRefund;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ledger's outcomes mean for a payment. */
final class LedgerSignals {
  private static final Set<RefusalCode> NOTHING_IS_HELD =
      EnumSet.of(
          PENDING_TRANSFER_EXPIRED, PENDING_TRANSFER_ALREADY_VOIDED, PENDING_TRANSFER_NOT_FOUND);

  private LedgerSignals() {}

  /**
   * What follows from an outcome.
   *
   * @return empty: the payment had not asked for it. What somebody else caused under the name of
   *     its step changes nothing
   */
  static Optional<List<Effect>> read(Payment payment, TransferOutcome outcome) {
    if (RefusalCode.ID_RESERVED.code().equals(outcome.getFailureCode())) {
      // The answer to somebody else, who had named the payment's step.
      return Optional.empty();
    }
    String transferId = outcome.getTransferId();
    Step step = Step.read(Ids.step(transferId)).orElse(null);
    TransferCommand awaited = Waits.transfer(payment.getWaits(), transferId);
    if (awaited == null && (step == null || !movesPayment(step))) {
      return Optional.of(List.of());
    }
    TransferCommand asked =
        awaited != null || step == null ? awaited : StepTransfers.of(payment, step);
    if (!StepTransfers.decides(outcome, asked)) {
      return Optional.empty();
    }
    // One that is told again, and is not awaited, was asked for again while it lay unread.
    boolean isNews = awaited != null || !outcome.getRepeated();
    Signal signal = isNews && step != null ? signal(step, outcome) : null;
    EndTransfer ended = new EndTransfer(transferId);
    return Optional.of(signal == null ? List.of(ended) : List.of(ended, new Then(signal)));
  }

  /** The others change nothing once they are done. */
  private static boolean movesPayment(Step step) {
    return switch (step) {
      case OfPayment own ->
          switch (own) {
            case HOLD, POST, VOID, BOOK -> true;
            case FEE_BACK, SUSPEND -> false;
          };
      case OfRefund refund ->
          switch (refund.part()) {
            case MOVE, POST, VOID, RETURN -> true;
            case SUSPEND, UNPOSTED -> false;
          };
    };
  }

  private static @Nullable Signal signal(Step step, TransferOutcome outcome) {
    return switch (step) {
      case OfRefund refund -> new RefundMoved(refund, outcome);
      case OfPayment own ->
          switch (own) {
            case HOLD -> hold(outcome);
            case POST -> post(outcome);
            case VOID -> voided(outcome);
            case BOOK -> book(outcome);
            case FEE_BACK, SUSPEND -> null;
          };
    };
  }

  private static @Nullable Signal hold(TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case PENDING -> new Held(outcome.getExpiresAtMs());
      case DECLINED, REFUSED -> new NotHeld(outcome.getFailureCode(), outcome.getFailureDetail());
      case EXPIRED -> new HoldExpired();
      case REVERSED -> {
        Resolution resolution = outcome.getResolution();
        yield resolution == null
            ? new HoldReversed(outcome.getFailureCode(), false)
            : new HoldReversed(resolution.getFailureCode(), resolution.getPostedMinor() > 0);
      }
      // Its own post and void tell more.
      case POSTED, VOIDED -> null;
    };
  }

  private static @Nullable Signal post(TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case POSTED -> new Posted();
      case DECLINED, REFUSED ->
          code(outcome) == PENDING_TRANSFER_EXPIRED
              ? new PostedTooLate()
              : new NotCaptured(outcome.getFailureCode(), outcome.getFailureDetail());
      // The hold, which is what they happen to, is told.
      case PENDING, VOIDED, EXPIRED, REVERSED -> null;
    };
  }

  private static @Nullable Signal voided(TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case VOIDED -> new Voided();
      case DECLINED, REFUSED -> meansReleased(outcome) ? new Voided() : new NotVoided(outcome);
      case PENDING, POSTED, EXPIRED, REVERSED -> null;
    };
  }

  private static @Nullable Signal book(TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case POSTED -> new Booked();
      case DECLINED, REFUSED -> new NotBooked(outcome.getFailureCode(), outcome.getFailureDetail());
      case REVERSED -> new BookingReversed(reversalCode(outcome));
      case PENDING, VOIDED, EXPIRED -> null;
    };
  }

  /** Why what a transfer had posted came back. */
  static @Nullable String reversalCode(TransferOutcome outcome) {
    Resolution resolution = outcome.getResolution();
    return resolution == null ? null : resolution.getFailureCode();
  }

  /** The hold ended without a post: nothing is held, and nothing was paid. */
  static boolean meansReleased(TransferOutcome outcome) {
    return code(outcome) instanceof RefusalCode code && NOTHING_IS_HELD.contains(code);
  }

  /** The hold was paid out. */
  static boolean meansPosted(TransferOutcome outcome) {
    return code(outcome) == PENDING_TRANSFER_ALREADY_POSTED;
  }

  private static @Nullable FailureCode code(TransferOutcome outcome) {
    return outcome.getFailureCode() == null ? null : FailureCode.of(outcome.getFailureCode());
  }
}
