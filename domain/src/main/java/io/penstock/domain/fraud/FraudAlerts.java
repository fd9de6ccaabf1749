package io.penstock.domain.fraud;

import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Listing;

/** The views' list of verdicts that people should see, since a rule fired. */
public final class FraudAlerts {
  /** Name of the list. */
  public static final String LIST = "fraud-alerts";

  private FraudAlerts() {}

  /** The place of a verdict in the list. */
  public static Listing place(FraudVerdict verdict) {
    return new Listing(
        LIST,
        verdict.getPaymentId() + Ids.STEP + verdict.getSubjectType().name(),
        verdict.getDecidedAtMs());
  }
}
