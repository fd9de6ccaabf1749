package io.penstock.domain.payments;

import io.penstock.schemas.Funding;
import io.penstock.schemas.PspOperation;
import org.jspecify.annotations.Nullable;

/** Asks for a payment's money: of the ledger for a wallet, of the PSP for a card. */
final class Funds {

  private Funds() {}

  /** So that no later step can fail for lack of funds. */
  static void secure(Transition t) {
    switch (funding(t)) {
      case WALLET -> t.request(Asked.hold(t, holdTimeout(t)));
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
        noteFee(t, amountMinor);
        t.request(Asked.post(t, amountMinor));
      }
      case CARD -> PspCalls.begin(t, PspOperation.CAPTURE);
    }
  }

  /** Gives back what was secured. */
  static void release(Transition t) {
    switch (funding(t)) {
      case WALLET -> t.request(Asked.voidHold(t));
      case CARD -> PspCalls.begin(t, PspOperation.CANCEL);
    }
  }

  /** The captured sum of a card enters the ledger. */
  static void book(Transition t, long amountMinor) {
    noteFee(t, amountMinor);
    t.request(Asked.book(t, amountMinor));
  }

  private static void noteFee(Transition t, long amountMinor) {
    t.payment().setFeeMinor(Fees.of(t.payment(), amountMinor));
  }

  private static Funding funding(Transition t) {
    return t.payment().getCreation().getFunding();
  }
}
