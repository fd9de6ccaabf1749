package io.penstock.domain.payments;

import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Payment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Our fee of a captured sum: a share in basis points, plus a fixed part; together never more than
 * the sum. This is the one place where Penstock rounds money: the share, half up to the minor unit.
 * The merchant gets the rest, in the same entry, so that the two are always the sum. A refund gives
 * the payer the whole and does not return the fee.
 */
final class Fees {
  private static final BigInteger BASIS = BigInteger.valueOf(10_000);
  private static final BigInteger HALF = BigInteger.valueOf(5_000);

  private Fees() {}

  /**
   * @param amountMinor the captured sum, positive
   * @return minor units, 0 to the sum
   */
  static long of(long amountMinor, int basisPoints, long fixedMinor) {
    BigInteger share =
        BigInteger.valueOf(amountMinor)
            .multiply(BigInteger.valueOf(basisPoints))
            .add(HALF)
            .divide(BASIS);
    BigInteger fee = share.add(BigInteger.valueOf(fixedMinor));
    return fee.min(BigInteger.valueOf(amountMinor)).longValueExact();
  }

  /** The fee of a sum that a payment captures, by the terms that it was made with. */
  static long of(Payment payment, long amountMinor) {
    return of(amountMinor, payment.getFeeBasisPoints(), payment.getFeeFixedMinor());
  }

  /** Who is credited with a captured sum: the merchant, and we with our fee. */
  static List<Credit> split(Payment payment, long amountMinor) {
    long feeMinor = of(payment, amountMinor);
    List<Credit> credits = new ArrayList<>(2);
    if (amountMinor > feeMinor) {
      credits.add(
          new Credit(payment.getMerchantAccountId(), Math.subtractExact(amountMinor, feeMinor)));
    }
    if (feeMinor > 0) {
      credits.add(new Credit(SystemAccounts.fees(payment.getCreation().getCurrency()), feeMinor));
    }
    return credits;
  }
}
