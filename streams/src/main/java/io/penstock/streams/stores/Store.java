package io.penstock.streams.stores;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the store catalogue: a key-value store with string keys.
 *
 * @param name of the store, a plural noun; its changelog is called after it
 * @param place where it keeps its data
 * @param valueSerde null: Avro, the default serde of the application
 * @param <V> the value's type
 */
public record Store<V>(String name, Place place, @Nullable Serde<V> valueSerde) {

  /** Memory holds what is bounded and hot, disk what grows. */
  public enum Place {
    MEMORY,
    MEMORY_CACHED,
    DISK
  }

  /** A store of Avro records. */
  public static <V extends SpecificRecord> Store<V> ofRecords(String name, Place place) {
    return new Store<>(name, place, null);
  }

  /** A store of plain values. */
  public static <V> Store<V> of(String name, Place place, Serde<V> valueSerde) {
    return new Store<>(name, place, valueSerde);
  }

  /** Builds the store; a cached one writes its changelog once a commit and key. */
  public StoreBuilder<KeyValueStore<String, V>> builder() {
    var supplier =
        switch (place) {
          case MEMORY, MEMORY_CACHED -> Stores.inMemoryKeyValueStore(name);
          case DISK -> Stores.persistentKeyValueStore(name);
        };
    var builder = Stores.keyValueStoreBuilder(supplier, Serdes.String(), valueSerde);
    return place == Place.MEMORY_CACHED
        ? builder.withCachingEnabled()
        : builder.withCachingDisabled();
  }
}
