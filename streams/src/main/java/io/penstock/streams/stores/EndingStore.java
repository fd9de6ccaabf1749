package io.penstock.streams.stores;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A table of things that end. An open one is kept however long it takes; one that has ended is
 * remembered for the retention from its last change, and is open again where something becomes of
 * it.
 *
 * @param open bounded by what is under way
 * @param ended bounded by its retention
 * @param hasEnded whether nothing is under way any more
 * @param <V> the state of one
 */
public record EndingStore<V extends SpecificRecord>(
    Store<V> open, ExpiringStore<V> ended, Predicate<V> hasEnded) implements Table.Source<V> {

  @Override
  public Set<StoreBuilder<?>> builders() {
    return new LinkedHashSet<>(List.of(open.builder(), ended.builder()));
  }

  @Override
  public Table<V> open(ProcessingContext context) {
    return new Rows<>(context.getStateStore(open.name()), ended.open(context), hasEnded);
  }

  private record Rows<V>(KeyValueStore<String, V> open, Table<V> ended, Predicate<V> hasEnded)
      implements Table<V> {

    @Override
    public @Nullable V get(String key, long nowMs) {
      V state = open.get(key);
      return state == null ? ended.get(key, nowMs) : state;
    }

    @Override
    public void put(String key, V state, long nowMs) {
      if (hasEnded.test(state)) {
        ended.put(key, state, nowMs);
        deleteOpen(key);
      } else {
        open.put(key, state);
      }
    }

    @Override
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
}
