package io.penstock.psp.simulator.account;

import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The currencies that Stripe charges in, over all countries of accounts, and of what a sum must be
 * a multiple, as its page on currencies has it. Codes in lower case.
 */
final class Currencies {
  private static final List<String> ALL =
      List.of(
          ("usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd"
                  + " bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur"
                  + " fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd"
                  + " jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd"
                  + " mmk mnt mop mro mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen"
                  + " pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sll sos"
                  + " srd std svc szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst"
                  + " xaf xcd xcg xof xpf yer zar zmw")
              .split(" ", -1));

  private static final Set<String> WHOLE_WITH_TWO_ZEROS = Set.of("isk", "ugx");
  private static final Set<String> THREE_DIGITS = Set.of("bhd", "jod", "kwd", "omr", "tnd");

  private Currencies() {}

  /** The currency that a call names, in lower case. */
  static String of(Params params) {
    String currency = params.text("currency").toLowerCase(Locale.ROOT);
    if (!ALL.contains(currency)) {
      throw StripeError.parameter(
          "currency",
          null,
          "Invalid currency: "
              + currency
              + ". Stripe currently supports these currencies: "
              + String.join(", ", ALL));
    }
    return currency;
  }

  /** Of how many minor units every sum is a multiple. */
  static long step(String currency) {
    if (WHOLE_WITH_TWO_ZEROS.contains(currency)) {
      return 100;
    }
    return THREE_DIGITS.contains(currency) ? 10 : 1;
  }

  /** Refuses what the currency's cards cannot be charged with. */
  static void requireStep(String param, long amount, String currency) {
    long step = step(currency);
    if (amount % step != 0) {
      throw StripeError.parameter(
          param,
          "parameter_invalid_integer",
          "Invalid amount: in " + currency + " it must be a multiple of " + step + ".");
    }
  }
}
