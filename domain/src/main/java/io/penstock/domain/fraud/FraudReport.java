package io.penstock.domain.fraud;

import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import java.util.List;

/** A fraud that a person found after the payment was screened. */
public final class FraudReport {

  private FraudReport() {}

  /**
   * The verdict that takes the place of the payer's.
   *
   * @param given the verdict of the screening
   * @param reason what was found
   */
  public static FraudVerdict verdict(FraudVerdict given, String reason, long nowMs) {
    FiredRule reported =
        new FiredRule(FraudRuleNames.REPORTED, FraudDecision.REJECT, "reported", "none", reason);
    return new FraudVerdict(
        given.getPaymentId(),
        FraudSubject.PAYER,
        given.getSubjectId(),
        FraudDecision.REJECT,
        List.of(reported),
        given.getRulesVersion(),
        given.getMerchantId(),
        given.getAmountMinor(),
        given.getCurrency(),
        nowMs,
        false);
  }
}
