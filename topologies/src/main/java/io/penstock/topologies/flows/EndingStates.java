package io.penstock.topologies.flows;

import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.ExpiringTable;
import io.penstock.streams.stores.Store;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * States of things that end, by their key. An open one is kept however long it takes; one that has
 * ended is remembered for the retention from its last change, and is open again where something
 * becomes of it.
 *
 * @param <S> the state of one
 */
public final class EndingStates<S> {
  private final KeyValueStore<String, S> open;
  private final ExpiringTable<S> ended;
  private final Predicate<S> hasEnded;

  private EndingStates(
      KeyValueStore<String, S> open, ExpiringTable<S> ended, Predicate<S> hasEnded) {
    this.open = open;
    this.ended = ended;
    this.hasEnded = hasEnded;
  }

  /**
   * Where the states of one kind are kept.
   *
   * @param open bounded by what is under way
   * @param ended bounded by its retention
   * @param hasEnded whether nothing is under way any more
   */
  public record Stores<S>(Store<S> open, ExpiringStore<S> ended, Predicate<S> hasEnded) {

    /** In a fixed order, so that the description of a topology is always the same. */
    public Set<StoreBuilder<?>> builders() {
      return new LinkedHashSet<>(List.of(open.builder(), ended.builder()));
    }

    /** The states of a task, once its stores are restored. */
    public EndingStates<S> open(ProcessingContext context) {
      return new EndingStates<>(context.getStateStore(open.name()), ended.open(context), hasEnded);
    }
  }

  /** As it stands; null where there never was one, or it was forgotten. */
  public @Nullable S get(String key, long nowMs) {
    S state = open.get(key);
    return state == null ? ended.get(key, nowMs) : state;
  }

  /** Keeps a state: an open one as long as it is, one that has ended from now on. */
  public void put(String key, S state, long nowMs) {
    if (hasEnded.test(state)) {
      ended.put(key, state, nowMs);
      deleteOpen(key);
    } else {
      open.put(key, state);
    }
  }

  /** Forgets a state at once. */
  public void delete(String key, long nowMs) {
    deleteOpen(key);
    ended.delete(key, nowMs);
  }

  /** A delete of what is not there would still be written to the changelog. */
  private void deleteOpen(String key) {
    if (open.get(key) != null) {
      open.delete(key);
    }
  }
}
