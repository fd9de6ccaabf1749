package io.penstock.domain.payments;

import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import org.jspecify.annotations.Nullable;

/** What a payment can be told. */
public sealed interface PaymentInput {

  /**
   * Somebody asks for something.
   *
   * @param refused REFUND: the refund of that id that was refused before; null: none is known
   */
  record Commanded(PaymentCommand command, Parties parties, @Nullable Refund refused)
      implements PaymentInput {

    public Commanded(PaymentCommand command, Parties parties) {
      this(command, parties, null);
    }
  }

  /**
   * A capture of a card comes back from where the merchant's accounts are known.
   *
   * @param merchantAccountId that of the payment; null: it is not open any more
   */
  record CaptureCleared(PaymentCommand command, @Nullable String merchantAccountId)
      implements PaymentInput {}

  /** The ledger decided a transfer of the payment. */
  record FundsMoved(TransferOutcome outcome) implements PaymentInput {}

  /** The PSP answered, or told something by itself. */
  record PspAnswered(PspResult result) implements PaymentInput {}

  /** Payer or card was screened. */
  record Screened(FraudVerdict verdict) implements PaymentInput {}

  /** The payment is awake, since the time has come for one of its waits at least. */
  record TimeCame() implements PaymentInput {}

  /**
   * Who takes part in a new payment, as far as it was found.
   *
   * @param payerAccountId the account that pays
   * @param merchantAccountId the account that is paid
   * @param terms the merchant's; null: no fee
   */
  record Parties(
      @Nullable String payerAccountId,
      @Nullable String merchantAccountId,
      @Nullable MerchantTerms terms) {

    /** For commands that need nobody else. */
    public static final Parties NOBODY = new Parties(null, null, null);
  }
}
