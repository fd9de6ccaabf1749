package io.penstock.testkit;

import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudVerdict;
import java.util.List;
import java.util.Optional;

/** A fraud screening that says what the test wants; until told otherwise, it approves. */
final class ScriptedScreening {
  private Optional<FraudDecision> decision = Optional.of(FraudDecision.APPROVE);

  void says(Optional<FraudDecision> fromNowOn) {
    decision = fromNowOn;
  }

  /** Empty where it keeps silent. */
  Optional<FraudVerdict> answer(FraudCheck check, long nowMs) {
    return decision.map(said -> verdict(check, said, nowMs));
  }

  static FraudVerdict verdict(FraudCheck check, FraudDecision decision, long nowMs) {
    return new FraudVerdict(
        check.getPaymentId(),
        check.getSubjectType(),
        check.getSubjectId(),
        decision,
        List.of(),
        "scenario",
        check.getMerchantId(),
        check.getAmountMinor(),
        check.getCurrency(),
        nowMs);
  }
}
