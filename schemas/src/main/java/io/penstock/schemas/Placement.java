package io.penstock.schemas;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.utils.Utils;

/** Which partition a record belongs to. */
@FunctionalInterface
public interface Placement<V> {
  int partition(String key, V value, int partitions);

  /** By the record's key, as Kafka's own Java clients do it. */
  static <V> Placement<V> byKey() {
    return (key, value, partitions) -> ofKey(key, partitions);
  }

  /** By an id within the value, so that several keys of one thing stay together. */
  static <V> Placement<V> by(Function<V, String> id) {
    return (key, value, partitions) -> ofKey(id.apply(value), partitions);
  }

  /** Where the value itself says. */
  static <V> Placement<V> at(ToIntFunction<V> partition) {
    return (key, value, partitions) -> partition.applyAsInt(value);
  }

  /** The partition where a key lives: murmur2 of its UTF-8 bytes, positive, modulo the number. */
  static int ofKey(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }
}
