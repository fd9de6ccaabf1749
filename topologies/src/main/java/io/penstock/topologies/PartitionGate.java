package io.penstock.topologies;

import io.penstock.schemas.Placement;
import io.penstock.streams.RefusedRecordException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
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

  /** One is enough, and one more while somebody adds partitions. */
  private static final int MOST_HOPS = 3;

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
   * @throws RefusedRecordException if it was sent on again and again, and still is not
   */
  public boolean isHome(Record<String, ?> input, int partition) {
    return isHome(input, input.key(), partition);
  }

  /**
   * The same for a record that is placed by an id within it.
   *
   * @throws RefusedRecordException if it was sent on again and again, and still is not
   */
  public boolean isHome(Record<String, ?> input, String id, int partition) {
    if (isAt(id, partition)) {
      return true;
    }
    if (hops(input) >= MOST_HOPS) {
      throw new RefusedRecordException(
          "sent on to partition %d, but %s does not live there either: the topics do not have %d partitions each"
              .formatted(partition, id, partitions));
    }
    return false;
  }

  /** Whether an id lives in a partition. */
  public boolean isAt(String id, int partition) {
    return Placement.ofKey(id, partitions) == partition;
  }

  /**
   * The headers of a record that is sent on: how often it was. Its own are left behind, since
   * anybody may have written them; who writes this one can only have its own record set aside.
   */
  public Headers forwarded(Record<String, ?> input) {
    byte[] next = Integer.toString(hops(input) + 1).getBytes(StandardCharsets.US_ASCII);
    return new RecordHeaders().add(FORWARDED, next);
  }

  private static int hops(Record<String, ?> input) {
    Header header = input.headers().lastHeader(FORWARDED);
    if (header == null || header.value() == null || header.value().length != 1) {
      return 0;
    }
    int digit = header.value()[0] - '0';
    return digit < 0 || digit > MOST_HOPS ? 0 : digit;
  }
}
