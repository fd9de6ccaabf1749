package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.Direction;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.sinks.sql.LedgerTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tables refuse, whoever writes to them. */
class LedgerTablesTest {
  @RegisterExtension static final FreshDatabase database = new FreshDatabase();

  @BeforeAll
  static void writeOneEntry() throws Exception {
    database.sql().run(entry("(0, 1, 1, 'debit', 10, 'USD'), (0, 1, 2, 'credit', 10, 'USD')"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ledger_entries SET amount_minor = 11",
        "UPDATE ledger_entries SET code = 'x' WHERE false",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries"
      })
  void entriesNeverChange(String statement) throws Exception {
    assertThatThrownBy(() -> database.sql().run(statement))
        .hasMessageContaining("ledger_entries is append-only");

    assertThat(database.sql().rows("SELECT leg, signed_minor FROM ledger_entries ORDER BY leg"))
        .containsExactly("1 -10", "2 10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(0, 2, 1, 'debit', 10, 'USD'), (0, 2, 2, 'credit', 9, 'USD')",
        "(0, 2, 1, 'debit', 10, 'USD'), (0, 2, 2, 'credit', 10, 'EUR')",
        "(0, 2, 1, 'debit', 10, 'USD'), (0, 3, 1, 'credit', 10, 'USD')",
        "(0, 2, 1, 'debit', 10, 'USD')",
        "(0, 1, 3, 'credit', 10, 'USD')"
      })
  void entriesBalance(String legs) throws Exception {
    assertThatThrownBy(() -> database.sql().run(entry(legs)))
        .hasMessageContaining("unbalanced ledger entry 0/");

    assertThat(database.sql().count("ledger_entries")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(0, 2, 1, 'debit', 0, 'USD'), (0, 2, 2, 'credit', 0, 'USD')",
        "(0, 2, 1, 'debit', -5, 'USD'), (0, 2, 2, 'credit', -5, 'USD')",
        "(0, 2, 1, 'left', 5, 'USD'), (0, 2, 2, 'credit', 5, 'USD')",
        "(0, 2, 1, 'debit', 5, 'usd'), (0, 2, 2, 'credit', 5, 'usd')",
        "(-1, 2, 1, 'debit', 5, 'USD'), (-1, 2, 2, 'credit', 5, 'USD')"
      })
  void legsAreWithinTheirRanges(String legs) throws Exception {
    assertThatThrownBy(() -> database.sql().run(entry(legs)))
        .hasMessageContaining("check constraint");

    assertThat(database.sql().count("ledger_entries")).isEqualTo(2);
  }

  @Test
  void entriesBalanceWhateverTheWayIn() throws Exception {
    LedgerEntry unbalanced =
        new Journal()
            .entry(
                "bad",
                "alice",
                List.of(
                    new Leg("alice", Direction.DEBIT, 10L, null, null),
                    new Leg("bob", Direction.CREDIT, 9L, null, null)))
            .value();

    try (Connection connection = database.sql().connect()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> LedgerTables.write(connection, List.of(unbalanced)))
          .hasMessageContaining("unbalanced ledger entry");
    }

    assertThat(database.sql().count("ledger_entries")).isEqualTo(2);
  }

  @Test
  void textArrivesAsItWas() throws Exception {
    String odd = "tab\t line\n return\r back\\slash \\N 'quote' {brace} zero\0 \uD83D\uDCB6";
    LedgerEntry entry = new Journal().entry(odd, "other", "bob", 10).value();

    try (Connection connection = database.sql().connect()) {
      connection.setAutoCommit(false);
      assertThat(LedgerTables.write(connection, List.of(entry))).isEqualTo(2);
      assertThat(LedgerTables.write(connection, List.of(entry))).isZero();
      try (ResultSet row =
          connection
              .createStatement()
              .executeQuery(
                  "SELECT DISTINCT transfer_id FROM ledger_entries WHERE account_id = 'bob'")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo(odd.replace('\0', '\uFFFD'));
      }
    }
  }

  @Test
  void everyColumnSaysWhatItIs() throws Exception {
    assertThat(
            database
                .sql()
                .rows(
                    """
                    SELECT c.relname, a.attname
                      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
                       AND c.relname <> 'flyway_schema_history'
                       AND a.attnum > 0 AND NOT a.attisdropped
                       AND col_description(c.oid, a.attnum) IS NULL\
                    """))
        .isEmpty();
  }

  private static String entry(String legs) {
    return """
    INSERT INTO ledger_entries (journal_partition, sequence, leg, direction, amount_minor,
        currency, kind, account_id, transfer_id, scope_account_id, posted_at)
    SELECT v.*, 'transfer', 'alice', 't', 'alice', now()
      FROM (VALUES %s) AS v\
    """
        .formatted(legs);
  }
}
