package io.penstock.domain.flows;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one input: all of it happens in one transaction, or nothing.
 *
 * @param state the flow's new state; null: as it was, unless it is forgotten. When the flow is to
 *     be woken up is part of its state
 * @param outputs events, commands and requests, in order
 * @param kind whether anything becomes of the flow
 */
public record FlowDecision<S>(@Nullable S state, List<SpecificRecord> outputs, Kind kind) {

  /** What becomes of the flow. */
  public enum Kind {
    /** It goes on. */
    KEPT,
    /** Nothing is kept of it. */
    FORGOTTEN,
    /** The input was not meant for it, whatever it says: nothing follows, and it is counted. */
    DISREGARDED
  }

  public FlowDecision(@Nullable S state, List<SpecificRecord> outputs) {
    this(state, outputs, Kind.KEPT);
  }

  /** The flow has ended, and nothing is kept of it. */
  public static <S> FlowDecision<S> forgotten(List<SpecificRecord> outputs) {
    return new FlowDecision<>(null, outputs, Kind.FORGOTTEN);
  }

  /** The input was a stranger's. */
  public static <S> FlowDecision<S> disregarded() {
    return new FlowDecision<>(null, List.of(), Kind.DISREGARDED);
  }

  /** Nothing follows. */
  public static <S> FlowDecision<S> nothing() {
    return new FlowDecision<>(null, List.of());
  }

  public boolean isForgotten() {
    return kind == Kind.FORGOTTEN;
  }

  public boolean isDisregarded() {
    return kind == Kind.DISREGARDED;
  }
}
