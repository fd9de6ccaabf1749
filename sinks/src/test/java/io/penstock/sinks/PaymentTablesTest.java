package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.sinks.sql.LedgerTables;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tables of payments refuse, whoever writes to them, and how they are asked. */
class PaymentTablesTest {
  @RegisterExtension static final FreshDatabase database = new FreshDatabase();

  @BeforeAll
  static void writeOnePayment() throws Exception {
    var event = Payments.event("p1", 1, PaymentEventType.SUCCEEDED, PaymentStatus.SUCCEEDED);
    try (Connection connection = database.sql().connect()) {
      connection.setAutoCommit(false);
      assertThat(LedgerTables.write(connection, List.of(event))).isEqualTo(2);
      connection.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE payment_events SET status = 'failed'",
        "DELETE FROM payment_events",
        "TRUNCATE payment_events",
        "UPDATE reconciliation_history SET status = 'matched'",
        "DELETE FROM reconciliation_history WHERE false"
      })
  void historyNeverChanges(String statement) {
    assertThatThrownBy(() -> database.sql().run(statement)).hasMessageContaining("is append-only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status = 'paid'",
        "phase = 'waiting'",
        "funding = 'cheque'",
        "amount_minor = 0",
        "currency = 'usd'",
        "amount_refunded_minor = amount_captured_minor + 1",
        "amount_captured_minor = -1",
        "sequence = 0"
      })
  void paymentsAreWithinTheirRanges(String change) {
    assertThatThrownBy(() -> database.sql().run("UPDATE payments SET " + change))
        .hasMessageContaining("check constraint");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM payments WHERE merchant_id = 'shop' AND created_at > '2026-11-20'",
        "SELECT * FROM payments WHERE payer_account_id = 'alice' AND created_at > '2026-11-20'",
        "SELECT * FROM payments WHERE status = 'failed' AND created_at > '2026-11-20'",
        "SELECT * FROM payments WHERE psp_reference = 'pi_1'",
        "SELECT * FROM payment_events WHERE payment_id = 'p1' ORDER BY sequence",
        "SELECT * FROM refunds WHERE payment_id = 'p1'",
        "SELECT * FROM fraud_verdicts WHERE rules <> '[]' AND decided_at > '2026-11-20'",
        "SELECT * FROM reconciliation_results WHERE status = 'mismatched' AND day = '2026-11-20'",
        "SELECT * FROM reconciliation_results WHERE payment_id = 'p1'"
      })
  void whatPeopleAskIsIndexed(String question) throws Exception {
    try (Connection connection = database.sql().connect();
        var sql = connection.createStatement()) {
      sql.execute("SET enable_seqscan = off");
      try (var plan = sql.executeQuery("EXPLAIN " + question)) {
        assertThat(plan.next()).isTrue();
        assertThat(plan.getString(1)).containsPattern("Index|Bitmap").doesNotContain("Seq Scan");
      }
    }
  }

  @Test
  void aPaymentRefusedAtCreationMayHaveAskedForAnything() throws Exception {
    assertThat(
            database
                .sql()
                .run(
                    "INSERT INTO payments SELECT (jsonb_populate_record(p, '{\"payment_id\":"
                        + " \"p2\", \"status\": \"failed\", \"amount_minor\": -5, \"currency\":"
                        + " \"nonsense\", \"amount_captured_minor\": 0}')).* FROM payments p WHERE"
                        + " payment_id = 'p1'"))
        .isEqualTo(1);
  }
}
