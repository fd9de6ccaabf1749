package io.penstock.topologies.balances;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Produced;

/** A ledger entry as it goes into its journal partition: hashed and sent are the same bytes. */
final class EncodedEntry {
  private final int journalPartition;
  private final byte[] value;

  EncodedEntry(int journalPartition, byte[] value) {
    this.journalPartition = journalPartition;
    this.value = value;
  }

  /** How entries are sent, among the other decisions of their processor. */
  static Produced<String, Object> sentAs(String sinkName) {
    return Produced.<String, Object>as(sinkName)
        .withKeySerde(Serdes.String())
        .withValueSerde(
            Serdes.serdeFrom(
                (topic, entry) -> ((EncodedEntry) entry).value,
                (topic, bytes) -> {
                  throw new IllegalStateException("entries are only sent here");
                }))
        .withStreamPartitioner(
            (topic, key, entry, partitions) ->
                Optional.of(Set.of(((EncodedEntry) entry).journalPartition)));
  }
}
