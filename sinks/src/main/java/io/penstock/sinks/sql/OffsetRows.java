package io.penstock.sinks.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** The rows of sink_offsets: where each partition goes on. */
public final class OffsetRows {
  private static final String ADD =
      """
      INSERT INTO sink_offsets (topic, partition, next_offset)
      SELECT topic, partition, 0 FROM unnest(?::text[], ?::integer[]) AS arrays (topic, partition)
      ON CONFLICT DO NOTHING\
      """;

  private static final String READ =
      """
      SELECT topic, partition, next_offset FROM sink_offsets
       JOIN unnest(?::text[], ?::integer[]) AS arrays (topic, partition) USING (topic, partition)\
      """;

  private static final String ADVANCE =
      """
      UPDATE sink_offsets SET next_offset = arrays.later
        FROM unnest(?::text[], ?::integer[], ?::bigint[], ?::bigint[])
             AS arrays (topic, partition, earlier, later)
       WHERE sink_offsets.topic = arrays.topic
         AND sink_offsets.partition = arrays.partition
         AND sink_offsets.next_offset = arrays.earlier\
      """;

  private OffsetRows() {}

  /**
   * How a batch moves a partition's offset.
   *
   * @param from what Postgres is expected to hold: the first record not written yet
   * @param to what it shall hold after the batch
   */
  public record Step(long from, long to) {}

  /** Where the partitions go on; one that was never read begins at 0. */
  public static Map<TopicPartition, Long> read(
      Connection connection, Collection<TopicPartition> partitions) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD);
        PreparedStatement read = connection.prepareStatement(READ)) {
      setPartitions(add, partitions);
      add.executeUpdate();
      setPartitions(read, partitions);
      Map<TopicPartition, Long> offsets = new HashMap<>();
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          offsets.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
        }
      }
      return offsets;
    }
  }

  /**
   * Moves every offset on, or says that another instance has moved one of them already.
   *
   * @return false: the transaction must be rolled back, the partitions are somebody else's
   */
  public static boolean advance(Connection connection, Map<TopicPartition, Step> steps)
      throws SQLException {
    try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
      setPartitions(advance, steps.keySet());
      set(advance, 3, "bigint", steps.values().stream().map(Step::from));
      set(advance, 4, "bigint", steps.values().stream().map(Step::to));
      return advance.executeUpdate() == steps.size();
    }
  }

  private static void setPartitions(
      PreparedStatement statement, Collection<TopicPartition> partitions) throws SQLException {
    set(statement, 1, "text", partitions.stream().map(TopicPartition::topic));
    set(statement, 2, "integer", partitions.stream().map(TopicPartition::partition));
  }

  private static void set(PreparedStatement statement, int index, String type, Stream<?> values)
      throws SQLException {
    statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
  }
}
