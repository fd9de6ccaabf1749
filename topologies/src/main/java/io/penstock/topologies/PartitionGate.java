package io.penstock.topologies;

import io.penstock.schemas.Placement;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Tells records that arrived where their key lives from those that must be sent on. Clients hash
 * keys differently and what belongs to a key must live in one place, so no producer's partitioner
 * is trusted.
 */
public final class PartitionGate {
  private static final String FORWARDED = "penstock.forwarded";

  private final int partitions;

  /**
   * @param partitions of every topic of the catalogue
   */
  public PartitionGate(int partitions) {
    this.partitions = partitions;
  }

  /**
   * Whether a record is where its key lives.
   *
   * @throws InvalidRecordException if it was sent on already, and still is not
   */
  public boolean isHome(Record<String, ?> input, int partition) {
    return isHome(input, input.key(), partition);
  }

  /**
   * The same for a record that is placed by an id within it.
   *
   * @throws InvalidRecordException if it was sent on already, and still is not
   */
  public boolean isHome(Record<String, ?> input, String id, int partition) {
    if (isAt(id, partition)) {
      return true;
    }
    if (input.headers().lastHeader(FORWARDED) != null) {
      throw new InvalidRecordException(
          "sent on to partition %d, but %s does not live there either: the topics do not have %d partitions each"
              .formatted(partition, id, partitions));
    }
    return false;
  }

  /** Whether an id lives in a partition. */
  public boolean isAt(String id, int partition) {
    return Placement.ofKey(id, partitions) == partition;
  }

  /** The headers of a record that is sent on: it is sent on once. */
  public Headers forwarded(Record<String, ?> input) {
    return new RecordHeaders(input.headers()).add(FORWARDED, new byte[0]);
  }
}
