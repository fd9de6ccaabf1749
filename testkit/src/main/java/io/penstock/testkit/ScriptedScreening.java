package io.penstock.testkit;

import io.penstock.domain.fraud.FraudScreening;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudVerdict;
import java.util.List;
import java.util.Optional;

/** A fraud screening that says what the test wants; until told otherwise, it approves. */
final class ScriptedScreening {
  private Optional<FraudDecision> decision = Optional.of(FraudDecision.APPROVE);

  private boolean isThere = true;

  void says(Optional<FraudDecision> fromNowOn) {
    decision = fromNowOn;
  }

  /** Nobody screens from now on. */
  void stops() {
    isThere = false;
  }

  /** Empty where it keeps silent. */
  Optional<FraudVerdict> answer(FraudCheck check, long nowMs) {
    if (!isThere) {
      return Optional.empty();
    }
    if (check.getTick()) {
      return Optional.of(FraudScreening.tick(check, nowMs));
    }
    return decision.map(said -> verdict(check, said, nowMs));
  }

  static FraudVerdict verdict(FraudCheck check, FraudDecision decision, long nowMs) {
    return FraudScreening.verdict(check, decision, List.of(), "scenario", nowMs, false);
  }
}
