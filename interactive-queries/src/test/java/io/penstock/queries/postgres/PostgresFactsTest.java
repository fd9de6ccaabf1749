package io.penstock.queries.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.queries.store.NotReadyException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a look-up costs the database, and how long it may take. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresFactsTest {
  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO transfers (transfer_id, scope_account_id, kind, status, debit_account_id,
                                 credits, amount_minor, currency, metadata, revision, created_at,
                                 updated_at)
          SELECT 'id-' || i, 'ann', 'direct', 'posted', 'ann', '[]', 1, 'USD', '{}', 1, now(), now()
            FROM generate_series(1, 20000) AS i
          """,
          """
          INSERT INTO payments (payment_id, status, phase, funding, capture, merchant_id,
                                amount_minor, amount_captured_minor, amount_refunded_minor,
                                currency, funds_held, fee_basis_points, fee_fixed_minor,
                                payer_screening, card_screening, metadata, sequence, created_at,
                                updated_at)
          SELECT 'id-' || i, 'succeeded', 'captured', 'wallet', 'automatic', 'shop', 1, 1, 0, 'USD',
                 false, 0, 0, 'approved', 'not_asked', '{}', 1, now(), now()
            FROM generate_series(1, 20000) AS i
          """,
          """
          INSERT INTO payment_events (payment_id, sequence, type, status, occurred_at)
          SELECT 'id-' || i, 1, 'initiated', 'initiated', now() FROM generate_series(1, 20000) AS i
          """,
          """
          INSERT INTO refunds (refund_id, payment_id, number, amount_minor, currency, status, phase,
                               automatic, taken_back, version, created_at, updated_at)
          SELECT 'id-' || i, 'id-' || i, 1, 1, 'USD', 'succeeded', 'closed', false, false, 1, now(),
                 now()
            FROM generate_series(1, 20000) AS i
          """,
          """
          INSERT INTO reconciliation_results (case_id, version, status, payment_id, psp_reference,
                                              mismatches, lines, occurred_at, decided_at)
          SELECT 'id-' || i, 2, 'matched', 'id-' || i, 'ch-' || i, '[]', 1, now(), now()
            FROM generate_series(1, 20000) AS i
          """,
          """
          INSERT INTO reconciliation_history (case_id, version, status, payment_id, psp_reference,
                                              mismatches, lines, occurred_at, decided_at)
          SELECT 'id-' || i, version, 'matched', 'id-' || i, 'ch-' || i, '[]', 1, now(), now()
            FROM generate_series(1, 20000) AS i, generate_series(1, 2) AS version
          """);

  private EmbeddedPostgres postgres;
  private Archive facts;

  @BeforeAll
  void start(@TempDir Path dir) throws SQLException {
    postgres = EmbeddedPostgres.start(dir, "127.0.0.1", 0);
    var _ = Flyway.configure().dataSource(postgres.jdbcUrl(), null, null).load().migrate();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String rows : ROWS) {
        statement.execute(rows);
      }
      statement.execute("ANALYZE");
    }
    facts = new Archive(postgres.jdbcUrl());
  }

  @AfterAll
  void stop() {
    facts.close();
    postgres.close();
  }

  static Stream<Arguments> queries() {
    return Stream.of(
        Arguments.of(Archive.TRANSFERS, "transfers_pkey"),
        Arguments.of(Archive.PAYMENT, "payments_pkey"),
        Arguments.of(Archive.EVENTS, "payment_events_pkey"),
        Arguments.of(Archive.REFUNDS_OF_PAYMENT, "refunds_pkey"),
        Arguments.of(Archive.REFUNDS, "refunds_by_id"),
        Arguments.of(Archive.REFUND, "refunds"));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void anIndexServesEachLookUp(String query, String index) throws SQLException {
    String asked =
        query
            .replaceFirst("_id = \\?", "_id = 'id-none'")
            .replaceFirst("_id = \\?", "_id = 'id-none'")
            .replace("?", "7");

    String plan = String.join("\n", plan(asked));

    assertThat(plan).contains("Index").contains(index).doesNotContain("Seq Scan");
  }

  @Test
  void indexesServeTheSearchForKnownLines() throws SQLException {
    String some = "ARRAY(SELECT 'id-' || i FROM generate_series(1, 1000) AS i)";

    String owners = plan(KnownLineSearch.OWNERS.replace("?::text[]", some)).toString();
    String versions = plan(KnownLineSearch.VERSIONS.replace("?::text[]", some)).toString();

    assertThat(owners)
        .contains("reconciliation_results_by_reference", "payments_by_psp_reference")
        .doesNotContain("Seq Scan");
    assertThat(versions).contains("reconciliation_history_pkey").doesNotContain("Seq Scan");
  }

  @Test
  void aSlowAnswerIsNotWaitedFor() throws SQLException {
    assertThat(facts.transfers("id-7")).hasSize(1);
    try (Connection busy = connect();
        Statement statement = busy.createStatement()) {
      busy.setAutoCommit(false);
      statement.execute("LOCK TABLE transfers IN ACCESS EXCLUSIVE MODE");
      long start = System.nanoTime();

      assertThatThrownBy(() -> facts.transfers("id-7")).isInstanceOf(NotReadyException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(facts.payment("id-7")).isPresent();
      busy.rollback();
    }
    assertThat(facts.transfers("id-7")).hasSize(1);
  }

  private List<String> plan(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN " + query)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl());
  }
}
