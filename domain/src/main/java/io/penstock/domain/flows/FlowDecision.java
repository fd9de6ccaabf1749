package io.penstock.domain.flows;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one input: all of it happens in one transaction, or nothing.
 *
 * @param state the flow's new state; null: as it was. When the flow is to be woken up is part of
 *     its state
 * @param outputs events, commands and requests, in order
 * @param isDisregarded the input was not meant for the flow, whatever it says: nothing follows, and
 *     whoever runs the flow counts it
 */
public record FlowDecision<S>(
    @Nullable S state, List<SpecificRecord> outputs, boolean isDisregarded) {

  public FlowDecision(@Nullable S state, List<SpecificRecord> outputs) {
    this(state, outputs, false);
  }

  /** The input was a stranger's. */
  public static <S> FlowDecision<S> disregarded() {
    return new FlowDecision<>(null, List.of(), true);
  }

  /** Nothing follows. */
  public static <S> FlowDecision<S> nothing() {
    return new FlowDecision<>(null, List.of());
  }
}
