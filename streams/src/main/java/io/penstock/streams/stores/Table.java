package io.penstock.streams.stores;

import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Rows by key, which are forgotten some time after their last change.
 *
 * @param <V> the value's type
 */
public interface Table<V> {

  /** The row as it was written last; null where it was forgotten or never there. */
  @Nullable V get(String key, long nowMs);

  /** Writes a row, which is remembered from now on. */
  void put(String key, V value, long nowMs);

  /** Forgets a row at once. */
  void delete(String key, long nowMs);

  /** The stores that hold a table. */
  interface Source<V> {

    /** In a fixed order, so that the description of a topology is always the same. */
    Set<StoreBuilder<?>> builders();

    /** The table of a task, once its stores are restored. */
    Table<V> open(ProcessingContext context);
  }
}
