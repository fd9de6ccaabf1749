package io.penstock.domain.payments;

import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import org.jspecify.annotations.Nullable;

/** What an input means to a payment. What follows is for {@link PaymentFlow} to say, by phase. */
sealed interface Signal {

  /** The wallet's money is held. */
  record Held(@Nullable Long expiresAtMs) implements Signal {}

  /** The wallet's money could not be held. */
  record NotHeld(@Nullable String code, @Nullable String detail) implements Signal {}

  /** The PSP has authorised the card. */
  record Authorized() implements Signal {}

  /** The PSP, or the card's issuer, has not. */
  record NotAuthorized(@Nullable String code, @Nullable String detail) implements Signal {}

  /** One of the things is known that funds wait for. */
  record Proceed() implements Signal {}

  /** The hold ended by its clock. */
  record HoldExpired() implements Signal {}

  /**
   * The merchant's account could not take the hold, or what was posted of it.
   *
   * @param posted whether it had been posted
   */
  record HoldReversed(@Nullable String code, boolean posted) implements Signal {}

  /** The authorisation of a card ran out at the PSP, or was cancelled there. */
  record AuthorizationGone() implements Signal {}

  /** Somebody asks for the capture of an amount that can be captured. */
  record CaptureAsked(long amountMinor, @Nullable String commandId, @Nullable String requestId)
      implements Signal {}

  /** The hold was posted: the money is the merchant's. */
  record Posted() implements Signal {}

  /** The hold had ended before it was posted. */
  record PostedTooLate() implements Signal {}

  /** Neither ledger nor PSP captures what was secured. */
  record NotCaptured(@Nullable String code, @Nullable String detail) implements Signal {}

  /** The PSP has carried our capture out. */
  record CapturedByPsp(long chargedMinor, @Nullable Long pspFeeMinor) implements Signal {}

  /** The card was charged, and not by a capture of ours that is under way. */
  record ChargedByHand() implements Signal {}

  /** The ledger has taken what the PSP captured. */
  record Booked() implements Signal {}

  /** The ledger refused what the PSP captured. */
  record NotBooked(@Nullable String code, @Nullable String detail) implements Signal {}

  /** The merchant's account could not take its part of what was booked. */
  record BookingReversed(@Nullable String code) implements Signal {}

  /** The hold was voided, or had ended without a post. */
  record Voided() implements Signal {}

  /** The ledger does not void the hold. */
  record NotVoided(TransferOutcome outcome) implements Signal {}

  /** The PSP holds no money of the card any more. */
  record Cancelled() implements Signal {}

  /** An authorisation that was given up as unreachable had got through. */
  record AuthorizedTooLate() implements Signal {}

  /** The card has its money back. */
  record Compensated() implements Signal {}

  /** The PSP does not give the card its money back. */
  record NotCompensated() implements Signal {}

  /** The PSP had said that the card has its money back, and it has not. */
  record CompensationTakenBack() implements Signal {}

  /** Screening has rejected payer or card. */
  record Rejected(String reasons) implements Signal {}

  /** Screening has approved payer or card. */
  record Approved() implements Signal {}

  /** No verdict came in time. */
  record NoVerdict() implements Signal {}

  /** The time for the capture is over. */
  record TimeIsUp() implements Signal {}

  /** The payment is to end without a capture. */
  record End(PaymentStatus status, @Nullable String requestId) implements Signal {}

  /** What is left of a fraudulent payment is to go back. */
  record RefundForFraud() implements Signal {}

  /** The ledger decided a transfer of a refund. */
  record RefundMoved(Step.OfRefund step, TransferOutcome outcome) implements Signal {}

  /** The PSP said something of a refund. */
  record RefundHeard(Refund refund, PspResult result) implements Signal {}
}
