package io.penstock.domain.payments;

import io.penstock.schemas.Credit;
import io.penstock.schemas.Funding;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.TransferKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for a payment's money: of the ledger for a wallet, of the PSP for a card. */
final class Funds {

  private Funds() {}

  /** So that no later step can fail for lack of funds. */
  static void secure(Transition t) {
    long amount = t.payment().getCreation().getAmountMinor();
    switch (funding(t)) {
      case WALLET -> {
        var credits = List.of(new Credit(t.merchantAccount(), amount));
        t.request(
            t.transfer(Steps.HOLD, TransferKind.HOLD, t.payerAccount(), credits)
                .setTimeoutSeconds(holdTimeout(t))
                .setCode("payment")
                .build());
      }
      case CARD -> {
        t.payment().setPsp(t.rules().psp());
        PspCalls.begin(t, PspOperation.AUTHORIZE);
      }
    }
  }

  /** One that is captured by itself needs none: the next step comes as soon as it is held. */
  private static @Nullable Long holdTimeout(Transition t) {
    return switch (t.payment().getCreation().getCapture()) {
      case AUTOMATIC -> null;
      case MANUAL -> t.rules().authorizationLifetime().toSeconds();
    };
  }

  /** Moves what was secured; what is left of it is released. */
  static void capture(Transition t, long amountMinor) {
    switch (funding(t)) {
      case WALLET -> {
        long fee = fee(t, amountMinor);
        t.request(
            t.transfer(
                    Steps.POST,
                    TransferKind.POST,
                    t.payerAccount(),
                    Fees.split(t.payment(), amountMinor, fee))
                .setPendingId(t.step(Steps.HOLD))
                .setCode("payment")
                .build());
      }
      case CARD -> PspCalls.begin(t, PspOperation.CAPTURE);
    }
  }

  /** Gives back what was secured. */
  static void release(Transition t) {
    switch (funding(t)) {
      case WALLET ->
          t.request(
              t.transfer(Steps.VOID, TransferKind.VOID, t.payerAccount(), List.of())
                  .setPendingId(t.step(Steps.HOLD))
                  .setCode("payment")
                  .build());
      case CARD -> PspCalls.begin(t, PspOperation.CANCEL);
    }
  }

  /** The captured sum of a card enters the ledger. */
  static void book(Transition t, long amountMinor) {
    var credits = Fees.split(t.payment(), amountMinor, fee(t, amountMinor));
    t.transfer(Steps.BOOK, t.clearingAccount(), credits, "payment");
  }

  private static long fee(Transition t, long amountMinor) {
    long fee =
        Fees.of(amountMinor, t.payment().getFeeBasisPoints(), t.payment().getFeeFixedMinor());
    t.payment().setFeeMinor(fee);
    return fee;
  }

  private static Funding funding(Transition t) {
    return t.payment().getCreation().getFunding();
  }
}
