package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.schemas.Counters;
import io.penstock.schemas.TransferStatus;
import io.penstock.sinks.World.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerSinkTest {
  @RegisterExtension static final World world = new World();

  private final Journal journal = new Journal();

  @Test
  void writesEveryLegOnceAndSaysSo() throws Exception {
    List<Message<?>> entries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      entries.add(journal.entry("t" + i, "payer" + i % 17, "payee" + i % 5, 1 + i));
    }
    world.send(entries);

    try (LedgerSink sink = new LedgerSink(world.settings(40))) {
      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      sink.metrics().bindTo(meters);
      sink.start();

      awaitRows("ledger_entries", 1_000);
      await().until(() -> sink.isReady() && sink.lag() == 0);
      assertThat(meters.get("penstock.sink.rows").counter().count()).isEqualTo(1_000);
      assertThat(meters.get("penstock.sink.batches").counter().count()).isGreaterThan(12);
    }
    assertThat(world.sql().rows("SELECT * FROM ledger_entries WHERE transfer_id = 't3'"))
        .hasSize(2)
        .anyMatch(
            row -> row.contains("1 debit transfer payer3 4 -4 USD t3 payer3 7 500 rent 2026-11-20"))
        .anyMatch(row -> row.contains("2 credit transfer payee3 4 4 USD t3 payer3 null null rent"));
    assertThat(
            world
                .sql()
                .rows("SELECT to_json(min(posted_at AT TIME ZONE 'UTC')) FROM ledger_entries"))
        .containsExactly("\"2026-11-20T12:00:00.123\"");
  }

  @Test
  void readingEverythingAgainChangesNothing() throws Exception {
    world.send(
        journal.entry("t1", "alice", "bob", 10),
        Journal.wallet("alice", 1),
        Journal.wallet("alice", 2),
        Journal.message(Journal.hold("h1")),
        Journal.message(Journal.postedHold("h1")));
    try (LedgerSink sink = started(world.settings())) {
      awaitRows("ledger_entries", 2);
      awaitRows("transfers", 1);
      awaitRows("accounts", 1);
      await().until(() -> sink.isReady() && sink.lag() == 0);
      List<String> before = everything();

      world.sql().run("CREATE TABLE reached AS SELECT * FROM sink_offsets");
      world.sql().run("UPDATE sink_offsets SET next_offset = 0");
      world.send(journal.entry("t2", "alice", "bob", 1), Journal.wallet("alice", 1));

      awaitRows("ledger_entries", 4);
      await()
          .until(
              () ->
                  world
                          .sql()
                          .number(
                              "SELECT count(*) FROM sink_offsets JOIN reached USING (topic,"
                                  + " partition) WHERE sink_offsets.next_offset <"
                                  + " reached.next_offset")
                      == 0);
      assertThat(everything()).isEqualTo(before);
    }
  }

  @Test
  void accountsAndTransfersOnlyMoveForward() throws Exception {
    try (LedgerSink _ = started(world.settings())) {
      world.send(Journal.wallet("alice", 3), Journal.message(Journal.postedHold("h1")));
      awaitRows("accounts", 1);
      awaitRows("transfers", 1);

      world.send(Journal.wallet("alice", 2), Journal.message(Journal.hold("h1")));
      world.send(Journal.wallet("bob", 1), Journal.message(Journal.hold("h2")));

      awaitRows("accounts", 2);
      awaitRows("transfers", 2);
      assertThat(world.sql().rows("SELECT account_id, version, posted_minor FROM accounts"))
          .containsExactlyInAnyOrder("alice 3 -7", "bob 1 -9");
      assertThat(
              world
                  .sql()
                  .rows(
                      "SELECT transfer_id, status, revision, amount_minor, posted_minor,"
                          + " resolved_by, credits, metadata FROM transfers"))
          .containsExactlyInAnyOrder(
              "h1 posted 2 100 60 h1-post [{\"account_id\": \"bob\", \"amount_minor\": 100}]"
                  + " {\"order\": \"4711\"}",
              "h2 pending 1 100 null null [{\"account_id\": \"bob\", \"amount_minor\": 100}]"
                  + " {\"order\": \"4711\"}");
    }
  }

  @Test
  void anIdUsedAnewAfterItsRetentionReplacesTheOldTransfer() throws Exception {
    long later = Journal.NOON + 31L * 24 * 3_600_000;
    world.send(Journal.message(Journal.postedHold("h1")));
    try (LedgerSink sink = started(world.settings())) {
      awaitRows("transfers", 1);

      world.send(
          Journal.message(Journal.outcome("h1", TransferStatus.PENDING, 1, false, null, later)));

      await()
          .until(
              () ->
                  world
                      .sql()
                      .rows("SELECT status, revision FROM transfers")
                      .equals(List.of("pending 1")));
      assertThat(sink.isReady()).isTrue();
    }
  }

  @Test
  void answersThatPinNothingAreNoTransfers() throws Exception {
    world.send(
        Journal.message(Journal.outcome("h1", TransferStatus.PENDING, 1, true, null, Journal.NOON)),
        Journal.message(
            Journal.outcome("h2", TransferStatus.REFUSED, 1, false, null, Journal.NOON)),
        Journal.message(
            Journal.outcome("h3", TransferStatus.DECLINED, 1, false, null, Journal.NOON)));

    try (LedgerSink sink = started(world.settings())) {
      awaitRows("transfers", 1);
      await().until(() -> sink.isReady() && sink.lag() == 0);
    }

    assertThat(world.sql().rows("SELECT transfer_id, status, failure_code FROM transfers"))
        .containsExactly("h3 declined insufficient_funds");
    assertThat(world.deadLetters()).isEmpty();
  }

  @Test
  void theShardsOfASystemAccountAddUp() throws Exception {
    world.send(
        Journal.shard("world:USD", 0, new Counters(4L, 0L, 100L, 0L, 30L, 0L)),
        Journal.shard("world:USD", 3, new Counters(2L, 5L, 50L, 0L, 20L, 0L)),
        Journal.wallet("alice", 40));

    try (LedgerSink sink = started(world.settings())) {
      awaitRows("accounts", 3);
      assertThat(sink.isReady()).isTrue();
    }

    assertThat(world.sql().rows("SELECT shard FROM accounts ORDER BY shard"))
        .containsExactly("-1", "0", "3");
    assertThat(
            world
                .sql()
                .rows(
                    "SELECT account_id, version, posted_minor, available_minor"
                        + " FROM account_totals ORDER BY account_id"))
        .containsExactly("alice 40 30 45", "world:USD 6 -100 -105");
  }

  static LedgerSink started(SinkSettings settings) {
    LedgerSink sink = new LedgerSink(settings);
    sink.start();
    return sink;
  }

  private static void awaitRows(String table, long rows) {
    awaitRows(world, table, rows);
  }

  static void awaitRows(World world, String table, long rows) {
    await(table).atMost(Duration.ofSeconds(30)).until(() -> world.sql().count(table) == rows);
  }

  private static List<String> everything() throws Exception {
    List<String> all = new ArrayList<>();
    all.addAll(
        world
            .sql()
            .rows("SELECT * FROM ledger_entries WHERE transfer_id <> 't2' ORDER BY 1, 2, 3"));
    all.addAll(world.sql().rows("SELECT * FROM accounts ORDER BY 1, 2"));
    all.addAll(world.sql().rows("SELECT * FROM transfers ORDER BY 1, 2"));
    return all;
  }
}
