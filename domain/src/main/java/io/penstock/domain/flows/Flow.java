package io.penstock.domain.flows;

import org.jspecify.annotations.Nullable;

/**
 * A state machine as a pure function: the same state, input and time always decide the same.
 *
 * @param <S> the state of one flow, such as a payment
 * @param <I> what a flow can be told
 */
@FunctionalInterface
public interface Flow<S, I> {

  /**
   * @param state null: there is no such flow yet
   * @param nowMs milliseconds since 1970-01-01T00:00:00Z
   */
  FlowDecision<S> decide(@Nullable S state, I input, long nowMs);
}
