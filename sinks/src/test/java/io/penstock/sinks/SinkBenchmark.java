package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.schemas.tables.Columns;
import io.penstock.sinks.World.Message;
import io.penstock.sinks.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Rows a second of the whole sink (from the topic, decoded, checked, indexed, exactly once) beside
 * a raw idempotent multi-row insert of rows as wide into the same server. Not part of the default
 * run; {@code ./mvnw -pl sinks -am test -Dtest=SinkBenchmark
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class SinkBenchmark {
  private static final int ENTRIES = 200_000;
  private static final int ROWS_A_STATEMENT = 10_000;
  private static final int ACCOUNTS = 10_000;

  @RegisterExtension static final World world = new World();

  @Test
  void rowsASecondBesideARawInsert() throws Exception {
    produce();
    for (int round = 1; round <= 3; round++) {
      double raw = rawRowsASecond();
      double sink = sinkRowsASecond();
      System.out.printf(
          "round %d: raw %,.0f rows/s, sink %,.0f rows/s, ratio %.2f%n",
          round, raw, sink, sink / raw);
      assertThat(sink).isPositive();
    }
  }

  private static void produce() {
    Journal journal = new Journal();
    for (int sent = 0; sent < ENTRIES; ) {
      List<Message<?>> facts = new ArrayList<>();
      for (int i = 0; i < ROWS_A_STATEMENT; i++, sent++) {
        facts.add(
            journal.entry(
                "transfer-" + sent,
                "account-" + sent * 7919L % ACCOUNTS,
                "account-" + sent * 104_729L % ACCOUNTS,
                1 + sent));
      }
      world.send(facts);
    }
  }

  private static double sinkRowsASecond() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    world.sql().run("DROP SCHEMA public CASCADE");
    world.sql().run("CREATE SCHEMA public");
    try (LedgerSink sink = new LedgerSink(world.settings())) {
      sink.metrics().bindTo(meters);
      Counter rows = meters.get("penstock.sink.rows").counter();
      sink.start();
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> rows.count() > 0);
      double first = rows.count();
      long begun = System.nanoTime();
      await()
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> rows.count() >= 2.0 * ENTRIES);
      return (2.0 * ENTRIES - first) / (System.nanoTime() - begun) * 1e9;
    }
  }

  /** The columns of ledger_entries, and of its constraints and indexes only the key. */
  private static double rawRowsASecond() throws SQLException {
    world.sql().run("DROP TABLE IF EXISTS raw_rows");
    world
        .sql()
        .run(
            """
            CREATE TABLE raw_rows (
              journal_partition integer, sequence bigint, leg smallint, direction text, kind text,
              account_id text, amount_minor bigint, currency text, transfer_id text,
              scope_account_id text, account_version bigint, balance_after_minor bigint, code text,
              posted_at timestamptz, PRIMARY KEY (journal_partition, sequence, leg))\
            """);
    Table<Long> table =
        Table.growing(
            "raw_rows",
            new Columns<>(Long.class)
                .and("journal_partition", Columns.Kind.INT, id -> (int) (id / 2 % World.PARTITIONS))
                .and("sequence", Columns.Kind.LONG, id -> id / 2)
                .and("leg", Columns.Kind.INT, id -> (int) (id % 2))
                .and("direction", Columns.Kind.TEXT, id -> id % 2 == 0 ? "debit" : "credit")
                .and("kind", Columns.Kind.TEXT, id -> "transfer")
                .and("account_id", Columns.Kind.TEXT, id -> "account-" + id * 7919 % ACCOUNTS)
                .and("amount_minor", Columns.Kind.LONG, id -> id)
                .and("currency", Columns.Kind.TEXT, id -> "USD")
                .and("transfer_id", Columns.Kind.TEXT, id -> "transfer-" + id / 2)
                .and("scope_account_id", Columns.Kind.TEXT, id -> "account-" + id * 7919 % ACCOUNTS)
                .and("account_version", Columns.Kind.LONG, id -> 7L)
                .and("balance_after_minor", Columns.Kind.LONG, id -> 500L)
                .and("code", Columns.Kind.TEXT, id -> "rent")
                .and("posted_at", Columns.Kind.TIME, id -> Journal.NOON));
    try (Connection connection = world.sql().connect()) {
      connection.setAutoCommit(false);
      long begun = System.nanoTime();
      for (int statement : IntStream.range(0, 2 * ENTRIES / ROWS_A_STATEMENT).toArray()) {
        long from = (long) statement * ROWS_A_STATEMENT;
        table.insert(connection, LongStream.range(from, from + ROWS_A_STATEMENT).boxed().toList());
        connection.commit();
      }
      return 2.0 * ENTRIES / (System.nanoTime() - begun) * 1e9;
    }
  }
}
