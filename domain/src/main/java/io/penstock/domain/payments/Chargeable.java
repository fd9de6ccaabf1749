package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.AMOUNT_NOT_CHARGEABLE;

import io.penstock.domain.Refusal;
import io.penstock.domain.psp.PspAmounts;
import org.jspecify.annotations.Nullable;

/** Which amounts a card's PSP can take or give back at all; see {@link PspAmounts}. */
final class Chargeable {

  private Chargeable() {}

  /**
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
