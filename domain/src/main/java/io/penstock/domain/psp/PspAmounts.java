package io.penstock.domain.psp;

import io.penstock.domain.Currencies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a PSP writes money. Everywhere in Penstock an amount counts the minor units of ISO 4217; a
 * PSP may count others. Amounts are translated exactly or not at all: nothing is rounded.
 *
 * <p>Stripe's units are those of its page "Supported currencies" (docs.stripe.com/currencies). Its
 * further rules for payouts of HUF and TWD do not touch charges and refunds.
 */
public final class PspAmounts {
  /** What is written as ISO 4217 has it, in any amount. */
  private static final PspAmounts ISO = new PspAmounts(Map.of(), List.of(0, 2, 3, 4));

  private static final PspAmounts STRIPE = new PspAmounts(stripe(), List.of(2));

  private static final Map<String, PspAmounts> BY_PSP = Map.of("stripe", STRIPE);

  private final Map<String, Unit> units;
  private final List<Integer> asIso;

  /**
   * @param units of the currencies that the PSP lists by name
   * @param asIso how many digits the others may have, which are written as ISO 4217 has them
   */
  private PspAmounts(Map<String, Unit> units, List<Integer> asIso) {
    this.units = units;
    this.asIso = asIso;
  }

  /**
   * @param digits behind the decimal point
   * @param step of which every amount that is charged or refunded is a multiple
   */
  private record Unit(int digits, int step) {}

  /** The PSP's way; a PSP without one of its own writes money as ISO 4217 does. */
  public static PspAmounts of(String psp) {
    return BY_PSP.getOrDefault(psp, ISO);
  }

  private static Map<String, Unit> stripe() {
    Map<String, Unit> units = new HashMap<>();
    // Whole units. ISO 4217 gives MGA two digits, though an ariary has five iraimbilanja.
    for (String code :
        List.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV",
            "XAF", "XOF", "XPF")) {
      units.put(code, new Unit(0, 1));
    }
    // Whole units, too, but written with two digits that are always 00.
    List.of("ISK", "UGX").forEach(code -> units.put(code, new Unit(2, 100)));
    // The last of the three digits is always 0: card networks take two.
    List.of("BHD", "JOD", "KWD", "OMR", "TND").forEach(code -> units.put(code, new Unit(3, 10)));
    return Map.copyOf(units);
  }

  /**
   * A sum to be charged, captured or refunded, as the PSP wants it written.
   *
   * @param amountMinor ISO 4217 minor units, 1 or more
   * @param currency ISO 4217 code
   * @return empty where the PSP has no such amount, or no such currency
   */
  public OptionalLong toPsp(long amountMinor, String currency) {
    Unit unit = unit(currency);
    if (unit == null) {
      return OptionalLong.empty();
    }
    OptionalLong written = rescaled(amountMinor, Currencies.minorUnits(currency), unit.digits());
    return written.isPresent() && written.getAsLong() % unit.step() == 0
        ? written
        : OptionalLong.empty();
  }

  /**
   * A sum that the PSP names: an amount, a fee, or what it settled, which need not be one that can
   * be charged.
   *
   * @param amount in the PSP's units; negative for what it took
   * @param currency ISO 4217 code
   * @return ISO 4217 minor units; empty where it holds a part of one, or the currency is unknown
   */
  public OptionalLong fromPsp(long amount, String currency) {
    Unit unit = unit(currency);
    return unit == null
        ? OptionalLong.empty()
        : rescaled(amount, unit.digits(), Currencies.minorUnits(currency));
  }

  private @Nullable Unit unit(String currency) {
    if (!Currencies.isCurrent(currency)) {
      return null;
    }
    Unit listed = units.get(currency);
    int digits = Currencies.minorUnits(currency);
    return listed == null && asIso.contains(digits) ? new Unit(digits, 1) : listed;
  }

  private static OptionalLong rescaled(long amount, int digits, int wanted) {
    long factor = 1;
    for (int i = Math.min(digits, wanted); i < Math.max(digits, wanted); i++) {
      factor *= 10;
    }
    if (wanted < digits) {
      return amount % factor == 0 ? OptionalLong.of(amount / factor) : OptionalLong.empty();
    }
    return amount <= Long.MAX_VALUE / factor && amount >= Long.MIN_VALUE / factor
        ? OptionalLong.of(amount * factor)
        : OptionalLong.empty();
  }
}
