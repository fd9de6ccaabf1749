package io.penstock.domain.payments;

import io.penstock.schemas.Credit;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundPhase;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;
import java.util.List;

/** A refund to a wallet is one transfer, which the merchant's limit bounds. */
final class WalletRefunds {

  private WalletRefunds() {}

  static void move(Transition t, Refund refund) {
    t.transfer(
        Steps.refund(refund.getNumber()),
        t.merchantAccount(),
        List.of(new Credit(t.payerAccount(), refund.getAmountMinor())),
        "refund");
  }

  static void moved(Transition t, Refund refund, TransferOutcome outcome) {
    switch (outcome.getStatus()) {
      case POSTED -> {
        if (refund.getPhase() == RefundPhase.MOVING) {
          Refunds.succeeded(t, refund);
        }
      }
      case DECLINED, REFUSED ->
          Refunds.failed(t, refund, outcome.getFailureCode(), outcome.getFailureDetail());
      case REVERSED -> {
        // The payer's wallet could not take it, and the merchant has it back.
        Resolution resolution = outcome.getResolution();
        String code = resolution == null ? null : resolution.getFailureCode();
        Refunds.failed(t, refund, code, "the payer's account could not take the money");
      }
      case PENDING, VOIDED, EXPIRED -> {}
    }
  }
}
