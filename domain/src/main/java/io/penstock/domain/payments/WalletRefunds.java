package io.penstock.domain.payments;

import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;

/** A refund to a wallet is one transfer, which the merchant's limit bounds. */
final class WalletRefunds {

  private WalletRefunds() {}

  static void move(Transition t, Refund refund) {
    t.request(Asked.refund(t, refund));
  }

  static void moved(Transition t, Refund refund, TransferOutcome outcome) {
    boolean moving = refund.getPhase() == RefundPhase.MOVING;
    switch (outcome.getStatus()) {
      case POSTED -> {
        if (moving) {
          Refunds.succeeded(t, refund);
        }
      }
      case DECLINED, REFUSED -> {
        if (moving) {
          Refunds.failed(t, refund, outcome.getFailureCode(), outcome.getFailureDetail());
        }
      }
      case REVERSED -> {
        // The payer's wallet could not take it, and the merchant has it back.
        if (moving || refund.getStatus() == RefundStatus.SUCCEEDED) {
          Resolution resolution = outcome.getResolution();
          String code = resolution == null ? null : resolution.getFailureCode();
          Refunds.failed(t, refund, code, "the payer's account could not take the money");
        }
      }
      case PENDING, VOIDED, EXPIRED -> {}
    }
  }
}
