package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.AMOUNT_NOT_CHARGEABLE;

import io.penstock.domain.Refusal;
import io.penstock.domain.psp.PspAmounts;
import io.penstock.schemas.Payment;
import org.jspecify.annotations.Nullable;

/** The sums of a payment that is charged or captured. */
final class Amounts {

  private Amounts() {}

  /** What is captured, in minor units: the whole, where nobody asked for less. */
  static long capture(Payment payment) {
    Long amount = payment.getCaptureAmountMinor();
    return amount == null ? payment.getCreation().getAmountMinor() : amount;
  }

  /** Whether the PSP has charged the card, as far as it is known. */
  static boolean isCharged(Payment payment) {
    return payment.getPspCapturedMinor() != null;
  }

  /**
   * Why a card's PSP cannot take or give back an amount; see {@link PspAmounts}.
   *
   * @param psp null for a payment that touches none
   * @return null where nothing stands against it
   */
  static @Nullable Refusal refusal(long amountMinor, String currency, @Nullable String psp) {
    return psp == null || PspAmounts.of(psp).toPsp(amountMinor, currency).isPresent()
        ? null
        : AMOUNT_NOT_CHARGEABLE.because(
            psp + " cannot charge or refund " + amountMinor + " minor units of " + currency);
  }
}
