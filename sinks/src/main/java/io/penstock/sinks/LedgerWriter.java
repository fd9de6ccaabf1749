package io.penstock.sinks;

import io.penstock.sinks.FactReader.Fact;
import io.penstock.sinks.FactReader.Rejected;
import io.penstock.sinks.sql.LedgerTables;
import io.penstock.sinks.sql.OffsetRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Writes a batch: its rows and the offsets behind it in one transaction, or nothing. */
final class LedgerWriter {
  private final Database database;
  private final DeadLetters deadLetters;
  private final SinkMetrics metrics;

  LedgerWriter(Database database, DeadLetters deadLetters, SinkMetrics metrics) {
    this.database = database;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /**
   * The offsets move first: their rows' locks let one instance at a time write a partition, and one
   * that was shut out learns it before it does any work. Dead letters are sent last, when nothing
   * but the commit can fail: a batch that is tried again does not repeat them.
   *
   * @return false: another instance has moved the offsets on, and nothing was written
   * @throws UnavailableException if Postgres or Kafka is away; nothing was written, or (where the
   *     answer to the commit was lost) all of it, which the next attempt will see
   */
  boolean write(Map<TopicPartition, OffsetRows.Step> steps, FactReader.Reading batch)
      throws UnavailableException {
    try (Connection connection = database.connection()) {
      if (!OffsetRows.advance(connection, steps)) {
        connection.rollback();
        return false;
      }
      List<Rejected> rejected = new ArrayList<>(batch.rejected());
      int rows = insert(connection, batch.facts(), rejected);
      deadLetters.send(rejected);
      connection.commit();
      metrics.written(rows, rejected.size(), without(rejected, batch.facts()));
      return true;
    } catch (SQLException e) {
      throw new UnavailableException("Postgres", e);
    }
  }

  /** Where Postgres refuses data, halves the batch until the record at fault stands alone. */
  private static int insert(Connection connection, List<Fact> facts, List<Rejected> rejected)
      throws SQLException {
    if (facts.isEmpty()) {
      return 0;
    }
    Savepoint before = connection.setSavepoint();
    try {
      int rows = LedgerTables.write(connection, facts.stream().map(Fact::value).toList());
      connection.releaseSavepoint(before);
      return rows;
    } catch (SQLException e) {
      if (!isRefusedData(e)) {
        throw e;
      }
      connection.rollback(before);
      if (facts.size() == 1) {
        rejected.add(new Rejected(facts.getFirst().source(), e));
        return 0;
      }
      int half = facts.size() / 2;
      return insert(connection, facts.subList(0, half), rejected)
          + insert(connection, facts.subList(half, facts.size()), rejected);
    }
  }

  private static List<Fact> without(List<Rejected> rejected, List<Fact> facts) {
    if (rejected.isEmpty()) {
      return facts;
    }
    var sources = rejected.stream().map(Rejected::source).collect(Collectors.toSet());
    return facts.stream().filter(fact -> !sources.contains(fact.source())).toList();
  }

  /** Classes of SQLSTATE: data exception, constraint violation, a value beyond a limit. */
  private static boolean isRefusedData(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
  }
}
