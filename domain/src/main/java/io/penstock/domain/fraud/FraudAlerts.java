package io.penstock.domain.fraud;

import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Listing;
import java.util.List;

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

  /**
   * The verdict on a fraud that a person found later; it takes the place of the payer's.
   *
   * @param given the verdict of the screening
   * @param reason what was found
   */
  public static FraudVerdict reported(FraudVerdict given, String reason, long nowMs) {
    FiredRule rule =
        new FiredRule(FraudRuleNames.REPORTED, FraudDecision.REJECT, "reported", "none", reason);
    return FraudVerdict.newBuilder(given)
        .setSubjectType(FraudSubject.PAYER)
        .setDecision(FraudDecision.REJECT)
        .setRules(List.of(rule))
        .setDecidedAtMs(nowMs)
        .setTick(false)
        .build();
  }
}
