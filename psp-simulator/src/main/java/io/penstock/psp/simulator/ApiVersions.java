package io.penstock.psp.simulator;

import com.stripe.Stripe;
import io.penstock.psp.simulator.state.StripeError;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions of Stripe's API, as callers name them: days, and from autumn 2024 on names, too. */
final class ApiVersions {
  private static final Pattern FORM = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(\\.[a-z]{1,20})?");
  private static final LocalDate FIRST = LocalDate.of(2011, 1, 1);
  private static final LocalDate FIRST_NAMED = LocalDate.of(2024, 9, 30);

  private ApiVersions() {}

  /** The version that a call is answered in: the one it names, or the account's own. */
  static String of(@Nullable String named) {
    if (named == null) {
      return Stripe.API_VERSION;
    }
    if (!isOne(named)) {
      throw StripeError.invalid("Invalid Stripe API version: " + named);
    }
    return named;
  }

  private static boolean isOne(String named) {
    Matcher matcher = FORM.matcher(named);
    if (!matcher.matches()) {
      return false;
    }
    try {
      LocalDate day = LocalDate.parse(matcher.group(1));
      boolean hasName = matcher.group(2) != null;
      return !day.isBefore(FIRST)
          && !day.isAfter(LocalDate.now(ZoneOffset.UTC))
          && hasName != day.isBefore(FIRST_NAMED);
    } catch (DateTimeException e) {
      return false;
    }
  }
}
