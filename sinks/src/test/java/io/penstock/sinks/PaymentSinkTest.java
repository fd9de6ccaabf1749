package io.penstock.sinks;

import static io.penstock.schemas.PaymentEventType.INITIATED;
import static io.penstock.schemas.PaymentEventType.NOTED;
import static io.penstock.schemas.PaymentEventType.REFUND_FAILED;
import static io.penstock.schemas.PaymentEventType.REFUND_STARTED;
import static io.penstock.schemas.PaymentEventType.REFUSED;
import static io.penstock.schemas.PaymentEventType.REPEATED;
import static io.penstock.schemas.PaymentEventType.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import io.penstock.sinks.FactReader.Fact;
import io.penstock.sinks.World.Message;
import io.penstock.sinks.sql.OffsetRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PaymentSinkTest {
  private static final List<String> TABLES =
      List.of(
          "payments",
          "payment_events",
          "refunds",
          "fraud_verdicts",
          "reconciliation_results",
          "reconciliation_history");

  @RegisterExtension static final World world = new World();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void writesPaymentsAsTheyStandAndEverythingThatHappened() throws Exception {
    world.send(
        Payments.message(Payments.event("p1", 1, INITIATED, PaymentStatus.INITIATED)),
        Payments.message(Payments.event("p1", 2, SUCCEEDED, PaymentStatus.SUCCEEDED)),
        Payments.message(Payments.event("p1", 0, REFUSED, PaymentStatus.SUCCEEDED)),
        Payments.message(Payments.event("p1", 0, REPEATED, PaymentStatus.SUCCEEDED)),
        Payments.message(Payments.event("p0", 0, REFUSED, null)),
        Payments.message(Payments.event("p2", 1, INITIATED, PaymentStatus.INITIATED)));

    writeAll();

    assertThat(
            rows(
                "SELECT payment_id, status, phase, funding, merchant_id, amount_minor,"
                    + " amount_captured_minor, fee_minor, funds_held, psp, metadata, sequence,"
                    + " updated_at - created_at FROM payments"))
        .containsExactlyInAnyOrder(
            "p1 succeeded captured card shop 1000 900 27 f stripe {\"order\": \"4711\"} 2 00:00:02",
            "p2 initiated authorizing card shop 1000 0 null t stripe {\"order\": \"4711\"} 1"
                + " 00:00:01");
    assertThat(rows("SELECT payment_id, sequence, type, status, request_id FROM payment_events"))
        .containsExactlyInAnyOrder(
            "p1 1 initiated initiated request-1",
            "p1 2 succeeded succeeded request-2",
            "p2 1 initiated initiated request-1");
    assertThat(everything()).isNotEmpty().noneMatch(row -> row.contains(Payments.TOKEN));
    assertThat(world.deadLetters()).isEmpty();
    assertThat(
            meters
                .get("penstock.payments.events")
                .tags("type", "succeeded", "status", "succeeded", "funding", "card")
                .tag("psp", "stripe")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(
            meters
                .get("penstock.payments.duration")
                .tags("status", "succeeded", "funding", "card")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(2);
  }

  @Test
  void writesRefundsVerdictsAndCasesOfReconciliation() throws Exception {
    Refund started = Payments.refund("p1", 1, RefundStatus.PENDING, true);
    Refund failed = Payments.refund("p1", 2, RefundStatus.FAILED, true);
    world.send(
        Payments.message(
            Payments.event("p1", 3, REFUND_STARTED, PaymentStatus.REFUND_INITIATED, started)),
        Payments.message(started),
        Payments.message(Payments.event("p1", 4, REFUND_FAILED, PaymentStatus.SUCCEEDED, failed)),
        Payments.message(failed),
        Payments.verdict("p1", FraudDecision.REJECT, 9),
        Payments.verdict("p1", FraudDecision.APPROVE, 8),
        Payments.result("p1", 1, ReconciliationStatus.SETTLEMENT_PENDING, null),
        Payments.result(
            "p1", 2, ReconciliationStatus.MISMATCHED, ReconciliationStatus.SETTLEMENT_PENDING),
        Payments.result("p1", 3, ReconciliationStatus.MISMATCHED, ReconciliationStatus.MISMATCHED),
        Payments.result("p1", 4, ReconciliationStatus.RESOLVED, ReconciliationStatus.MISMATCHED));

    writeAll();

    assertThat(rows("SELECT refund_id, status, phase, automatic, taken_back, version FROM refunds"))
        .containsExactly("p1::r1 failed closed t f 2");
    assertThat(rows("SELECT subject_id, decision, rules -> 0 ->> 'detail' FROM fraud_verdicts"))
        .containsExactly("fp_1 reject 11 payments, 10 allowed");
    assertThat(rows("SELECT case_id, version, status, day, mismatches FROM reconciliation_results"))
        .containsExactly(
            "p1 4 resolved 2026-11-20"
                + " [{\"field\": \"amount\", \"expected\": \"900\", \"reported\": \"899\"}]");
    assertThat(
            rows(
                "SELECT r ->> 'actor', r ->> 'reason', r ->> 'booking', r -> 'transfer_ids' ->> 0,"
                    + " r ->> 'resolved_at' FROM reconciliation_results,"
                    + " jsonb_array_elements(resolutions) r"))
        .containsExactly("alice written off fee p1::settle-r1d 2026-11-20T12:00:04.123Z");
    assertThat(rows("SELECT version, status, lines, day FROM reconciliation_history ORDER BY 1"))
        .containsExactly(
            "1 settlement_pending 0 2026-11-20",
            "2 mismatched 1 2026-11-20",
            "3 mismatched 2 2026-11-20",
            "4 resolved 3 2026-11-20");
    assertThat(count("penstock.refunds", "status", "pending", "automatic", "true")).isEqualTo(1);
    assertThat(count("penstock.refunds", "status", "failed", "psp", "stripe")).isEqualTo(1);
    assertThat(count("penstock.fraud.verdicts", "decision", "reject")).isEqualTo(1);
    assertThat(count("penstock.fraud.rules.fired", "rule", "velocity")).isEqualTo(1);
    assertThat(count("penstock.reconciliation.results", "status", "mismatched")).isEqualTo(1);
  }

  @Test
  void refundsOfTwoPaymentsWithOneIdAreTwo() throws Exception {
    Refund pending = refund("p1", 1, RefundStatus.PENDING);
    Refund succeeded = refund("p2", 2, RefundStatus.SUCCEEDED);
    world.send(Payments.message(pending), Payments.message(succeeded));

    writeAll();

    assertThat(rows("SELECT payment_id, refund_id, status FROM refunds ORDER BY 1"))
        .containsExactly("p1 mine pending", "p2 mine succeeded");
  }

  private static Refund refund(String paymentId, int version, RefundStatus status) {
    return Refund.newBuilder(Payments.refund(paymentId, version, status, false))
        .setRefundId("mine")
        .build();
  }

  @Test
  void whatComesLateOrAgainChangesNothing() throws Exception {
    world.send(both(PaymentStatus.SUCCEEDED, 1, 2, 3));
    try (LedgerSink sink = LedgerSinkTest.started(world.settings())) {
      LedgerSinkTest.awaitRows(world, "payment_events", 3);
      LedgerSinkTest.awaitRows(world, "reconciliation_history", 3);
      LedgerSinkTest.awaitRows(world, "fraud_verdicts", 1);
      LedgerSinkTest.awaitRows(world, "refunds", 1);
      List<String> before = everything();

      world.sql().run("UPDATE sink_offsets SET next_offset = 0");
      world.send(both(PaymentStatus.PENDING, 2, 1));
      world.send(
          Payments.message(Payments.event("p2", 1, INITIATED, PaymentStatus.INITIATED)),
          Payments.result("p2", 1, ReconciliationStatus.SETTLEMENT_PENDING, null));

      LedgerSinkTest.awaitRows(world, "payments", 2);
      LedgerSinkTest.awaitRows(world, "reconciliation_results", 2);
      await().until(() -> sink.isReady() && sink.lag() == 0);
      assertThat(everything()).containsAll(before).hasSize(before.size() + 4);
    }
    assertThat(world.deadLetters()).isEmpty();
  }

  @Test
  void anEventWithoutThePaymentAfterItIsDeadAndNotCounted() throws Exception {
    PaymentEvent good = Payments.event("p1", 1, INITIATED, PaymentStatus.INITIATED);
    PaymentEvent stale = Payments.event("p1", 2, NOTED, good.getPayment());
    Refund impossible = Payments.refund("p1", 0, RefundStatus.PENDING, false);
    world.send(Payments.message(good), Payments.message(stale), Payments.message(impossible));

    writeAll();

    assertThat(rows("SELECT sequence FROM payments")).containsExactly("1");
    assertThat(rows("SELECT sequence FROM payment_events")).containsExactly("1");
    assertThat(world.deadLetters()).hasSize(2);
    assertThat(meters.get("penstock.payments.events").counters())
        .singleElement()
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
  }

  @Test
  void aBatchOfPartitionsThatWereLostIsNotCounted() throws Exception {
    PaymentEvent event = Payments.event("p1", 1, INITIATED, PaymentStatus.INITIATED);
    var source = new ConsumerRecord<byte[], byte[]>("payments.events", 0, 0, null, null);
    var batch = new FactReader.Reading(List.of(new Fact(source, event)), List.of());
    var partition = new TopicPartition(source.topic(), 0);
    SinkMetrics metrics = new SinkMetrics();
    metrics.bindTo(meters);

    try (Database database = new Database(world.jdbcUrl());
        DeadLetters deadLetters = new DeadLetters(world.bootstrapServers())) {
      database.migrate();
      try (var connection = database.connection()) {
        assertThat(OffsetRows.read(connection, List.of(partition))).containsEntry(partition, 0L);
        connection.commit();
      }
      LedgerWriter writer = new LedgerWriter(database, deadLetters, metrics);
      assertThat(writer.write(Map.of(partition, new OffsetRows.Step(7, 8)), batch)).isFalse();
      assertThat(meters.find("penstock.payments.events").counters()).isEmpty();

      assertThat(writer.write(Map.of(partition, new OffsetRows.Step(0, 1)), batch)).isTrue();
      assertThat(count("penstock.payments.events", "type", "initiated")).isEqualTo(1);
    }
  }

  private static List<Message<?>> both(PaymentStatus status, int... versions) {
    List<Message<?>> facts = new ArrayList<>();
    for (int version : versions) {
      facts.add(Payments.message(Payments.event("p1", version, NOTED, status)));
      facts.add(Payments.message(Payments.refund("p1", version, RefundStatus.PENDING, false)));
      facts.add(Payments.verdict("p1", FraudDecision.REJECT, version));
      facts.add(Payments.result("p1", version, ReconciliationStatus.MATCHED, null));
    }
    return facts;
  }

  private void writeAll() {
    try (LedgerSink sink = new LedgerSink(world.settings())) {
      sink.metrics().bindTo(meters);
      sink.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> sink.isReady() && world.isWritten());
    }
  }

  private double count(String name, String... tags) {
    return meters.get(name).tags(tags).counter().count();
  }

  private static List<String> rows(String query) throws Exception {
    return world.sql().rows(query);
  }

  private static List<String> everything() throws Exception {
    List<String> all = new ArrayList<>();
    for (String table : TABLES) {
      all.addAll(rows("SELECT '" + table + "', t.* FROM " + table + " t"));
    }
    return all;
  }
}
