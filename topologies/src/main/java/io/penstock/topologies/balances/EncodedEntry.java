package io.penstock.topologies.balances;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** A ledger entry as it goes into its journal partition: hashed and sent are the same bytes. */
final class EncodedEntry {
  private final int journalPartition;
  private final byte[] value;

  EncodedEntry(int journalPartition, byte[] value) {
    this.journalPartition = journalPartition;
    this.value = value;
  }

  static final Serde<EncodedEntry> SERDE =
      Serdes.serdeFrom(
          (topic, entry) -> entry.value,
          (topic, bytes) -> {
            throw new IllegalStateException("entries are only sent here");
          });

  static Optional<Set<Integer>> placement(
      String topic, String key, EncodedEntry entry, int partitions) {
    return Optional.of(Set.of(entry.journalPartition));
  }
}
