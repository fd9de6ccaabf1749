package io.penstock.psp.simulator;

import java.util.List;
import java.util.Locale;

/** The currencies that Stripe charges in, over all countries of accounts. */
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
}
