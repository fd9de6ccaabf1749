package io.penstock.domain.payments;

import io.penstock.domain.FailureCode;
import io.penstock.domain.RefusalCode;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ledger's outcomes mean for a payment. */
final class LedgerSignals {
  private static final Set<RefusalCode> NOTHING_IS_HELD =
      EnumSet.of(
          RefusalCode.PENDING_TRANSFER_EXPIRED,
          RefusalCode.PENDING_TRANSFER_ALREADY_VOIDED,
          RefusalCode.PENDING_TRANSFER_NOT_FOUND);

  private LedgerSignals() {}

  /**
   * What follows from an outcome.
   *
   * @return empty: the payment had not asked for it. What somebody else caused under the name of
   *     its step changes nothing
   */
  static Optional<Effects> read(Payment payment, TransferOutcome outcome) {
    if (RefusalCode.ID_RESERVED.code().equals(outcome.getFailureCode())) {
      // The answer to somebody else, who had named the payment's step.
      return Optional.empty();
    }
    String transferId = outcome.getTransferId();
    Step step = Step.read(Ids.step(transferId)).orElse(null);
    TransferCommand awaited = Waits.transfer(payment.getWaits(), transferId);
    if (awaited == null && (step == null || !movesPayment(step))) {
      return Optional.of(Effects.none());
    }
    TransferCommand asked =
        awaited != null || step == null ? awaited : new StepTransfers(payment).asked(step);
    if (!StepTransfers.decides(outcome, asked)) {
      return Optional.empty();
    }
    // One that is told again, and is not awaited, was asked for again while it lay unread.
    boolean isNews = awaited != null || !outcome.getRepeated();
    Signal signal = isNews && step != null ? signal(step, outcome) : null;
    Effects ended = Effects.none().endTransfer(transferId);
    return Optional.of(signal == null ? ended : ended.then(signal));
  }

  /** The others change nothing once they are done. */
  private static boolean movesPayment(Step step) {
    return switch (step) {
      case Step.OfPayment own -> own != Step.OfPayment.FEE_BACK && own != Step.OfPayment.SUSPEND;
      case Step.OfRefund(_, Step.Part part) ->
          part != Step.Part.SUSPEND && part != Step.Part.UNPOSTED;
    };
  }

  private static @Nullable Signal signal(Step step, TransferOutcome outcome) {
    return switch (step) {
      case Step.OfRefund refund -> new Signal.RefundMoved(refund, outcome);
      case Step.OfPayment own ->
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
      case PENDING -> new Signal.Held(outcome.getExpiresAtMs());
      case DECLINED, REFUSED ->
          new Signal.NotHeld(outcome.getFailureCode(), outcome.getFailureDetail());
      case EXPIRED -> new Signal.HoldExpired();
      case REVERSED -> {
        Resolution resolution = outcome.getResolution();
        yield resolution == null
            ? new Signal.HoldReversed(outcome.getFailureCode(), false)
            : new Signal.HoldReversed(resolution.getFailureCode(), resolution.getPostedMinor() > 0);
      }
      // Its own post and void tell more.
      case POSTED, VOIDED -> null;
    };
  }

  private static @Nullable Signal post(TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case POSTED -> new Signal.Posted();
      case DECLINED, REFUSED ->
          code(outcome) == RefusalCode.PENDING_TRANSFER_EXPIRED
              ? new Signal.PostedTooLate()
              : new Signal.NotCaptured(outcome.getFailureCode(), outcome.getFailureDetail());
      // The hold, which is what they happen to, is told.
      case PENDING, VOIDED, EXPIRED, REVERSED -> null;
    };
  }

  private static @Nullable Signal voided(TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case VOIDED -> new Signal.Voided();
      case DECLINED, REFUSED ->
          meansReleased(outcome) ? new Signal.Voided() : new Signal.NotVoided(outcome);
      case PENDING, POSTED, EXPIRED, REVERSED -> null;
    };
  }

  private static @Nullable Signal book(TransferOutcome outcome) {
    return switch (outcome.getStatus()) {
      case POSTED -> new Signal.Booked();
      case DECLINED, REFUSED ->
          new Signal.NotBooked(outcome.getFailureCode(), outcome.getFailureDetail());
      case REVERSED -> new Signal.BookingReversed(reversalCode(outcome));
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
    return code(outcome) == RefusalCode.PENDING_TRANSFER_ALREADY_POSTED;
  }

  private static @Nullable FailureCode code(TransferOutcome outcome) {
    return outcome.getFailureCode() == null ? null : FailureCode.of(outcome.getFailureCode());
  }
}
