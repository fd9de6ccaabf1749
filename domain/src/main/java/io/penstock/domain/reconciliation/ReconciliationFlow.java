package io.penstock.domain.reconciliation;

import io.penstock.domain.flows.Flow;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.schemas.ReconciliationCase;
import org.jspecify.annotations.Nullable;

/** Each case as a flow: {@link Reconciliation} by one set of rules. */
public record ReconciliationFlow(ReconciliationRules rules)
    implements Flow<ReconciliationCase, ReconciliationInput> {

  @Override
  public FlowDecision<ReconciliationCase> decide(
      @Nullable ReconciliationCase before, ReconciliationInput input, long nowMs) {
    return Reconciliation.decide(before, input, rules, nowMs).asFlow();
  }
}
