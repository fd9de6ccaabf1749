package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.embedded.registry.EmbeddedRegistry;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.sinks.World.Message;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LedgerSinkFaultsTest {
  private static final String OWN_BACKENDS =
      " FROM pg_stat_activity WHERE application_name = 'penstock-sinks'"
          + " AND datname = current_database()";

  @RegisterExtension static final World world = new World();

  private final Journal journal = new Journal();

  @Test
  void aBatchCutOffInTheMiddleIsWrittenOnceByTheNextInstance() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    world.send(Journal.message(Journal.hold("h0")));
    LedgerSink first = watched(world.settings(), meters);
    LedgerSinkTest.awaitRows(world, "transfers", 1);

    try (Connection lock = world.sql().connect()) {
      lock.setAutoCommit(false);
      lock.createStatement().execute("LOCK TABLE transfers IN ACCESS EXCLUSIVE MODE");
      world.send(both(100));
      awaitBlockedBatch();
      assertThat(world.sql().count("ledger_entries")).isZero();

      world.sql().rows("SELECT pg_terminate_backend(pid)" + OWN_BACKENDS);
      await().until(() -> count(meters, "back.offs") >= 1);
      awaitBlockedBatch();
      first.close();
    }

    try (LedgerSink _ = LedgerSinkTest.started(world.settings())) {
      LedgerSinkTest.awaitRows(world, "ledger_entries", 200);
      LedgerSinkTest.awaitRows(world, "transfers", 101);
    }
  }

  @Test
  void aZombieIsFencedByTheOffsets() throws Exception {
    int port = URI.create(world.jdbcUrl().substring("jdbc:".length())).getPort();
    SimpleMeterRegistry ofZombie = new SimpleMeterRegistry();
    try (TcpProxy proxy = new TcpProxy(port, "UPDATE sink_offsets")) {
      String throughProxy =
          world.jdbcUrl().replace("127.0.0.1:" + port, "127.0.0.1:" + proxy.port());
      SinkSettings forgotten =
          world.settings(World.REGISTRY, throughProxy, 10_000, Duration.ofSeconds(3));
      world.send(both(100));
      try (LedgerSink _ = watched(forgotten, ofZombie)) {
        await().atMost(Duration.ofSeconds(30)).until(proxy::isHolding);

        try (LedgerSink _ = LedgerSinkTest.started(world.settings())) {
          LedgerSinkTest.awaitRows(world, "ledger_entries", 200);
          LedgerSinkTest.awaitRows(world, "transfers", 100);
          proxy.release();
          await().until(() -> count(ofZombie, "fenced") == 1);
          world.send(journal.entry("after", "alice", "bob", 1));
          LedgerSinkTest.awaitRows(world, "ledger_entries", 202);
        }
      }
    }
    assertThat(count(ofZombie, "dead.letters")).isZero();
  }

  @Test
  void waitsForPostgresAndStaysInItsGroup(@TempDir Path dir) throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, "127.0.0.1", 0);
    String url = postgres.jdbcUrl();
    Sql sql = new Sql(url);
    world.send(both(50));
    try (LedgerSink sink = watched(world.settings(url), meters)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> sql.count("ledger_entries") == 100);
      await().until(sink::isReady);

      postgres.close();
      world.send(both(50));
      await().atMost(Duration.ofSeconds(30)).until(() -> count(meters, "back.offs") >= 3);
      assertThat(sink.isReady()).isFalse();
      assertThat(members()).isEqualTo(1);

      postgres = EmbeddedPostgres.start(dir, "127.0.0.1", port(url));
      await().atMost(Duration.ofSeconds(30)).until(() -> sql.count("ledger_entries") == 200);
      await().until(sink::isReady);
    } finally {
      postgres.close();
    }
  }

  @Test
  void sumsToZeroWheneverAnyoneLooks() throws Exception {
    int entries = 3_000;
    List<Message<?>> facts = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      facts.add(journal.entry("t" + i, "payer" + i % 97, "payee" + i % 7, 1 + i));
    }
    world.send(facts);
    Set<Long> counts = new HashSet<>();

    try (LedgerSink _ = LedgerSinkTest.started(world.settings(50));
        Connection reader = world.sql().connect()) {
      await().until(() -> world.sql().count("ledger_entries") > 0);
      // Cut off once a thousand rows, so that it gets on however slow the machine is.
      long nextCut = 1_000;
      for (long rows = 0; rows < 2L * entries; counts.add(rows)) {
        rows = rowsSummingToZero(reader);
        if (rows >= nextCut) {
          nextCut = rows + 1_000;
          world.sql().rows("SELECT pg_terminate_backend(pid)" + OWN_BACKENDS);
        }
      }
    }

    assertThat(counts).hasSizeGreaterThan(5);
    assertThat(world.sql().count("ledger_entries")).isEqualTo(2L * entries);
  }

  private static long rowsSummingToZero(Connection reader) throws SQLException {
    try (ResultSet row =
        reader
            .createStatement()
            .executeQuery("SELECT count(*), coalesce(sum(signed_minor), 0) FROM ledger_entries")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getLong(2)).isZero();
      return row.getLong(1);
    }
  }

  @Test
  void stopsWherePostgresHasMoreThanKafka() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    world.send(journal.entry("t1", "alice", "bob", 1));
    try (LedgerSink sink = watched(world.settings(), meters)) {
      LedgerSinkTest.awaitRows(world, "ledger_entries", 2);
      await().until(sink::isReady);

      world.sql().run("UPDATE sink_offsets SET next_offset = next_offset + 1000");
      world.send(journal.entry("t2", "alice", "bob", 1));
      await().until(() -> count(meters, "back.offs") >= 3);
      assertThat(sink.isReady()).isFalse();
      assertThat(world.sql().count("ledger_entries")).isEqualTo(2);

      world.sql().run("UPDATE sink_offsets SET next_offset = 0");
      LedgerSinkTest.awaitRows(world, "ledger_entries", 4);
      await().until(sink::isReady);
    }
  }

  @Test
  void waitsForTheRegistryAndCallsNothingDead(@TempDir Path dir) throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    String url;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir, "127.0.0.1", 0)) {
      url = registry.url();
      SchemaRegistry schemas = SchemaRegistry.at(url);
      schemas.register(Topics.LEDGER_ENTRIES.subject(), Topics.LEDGER_ENTRIES.schema());
      world.commit(List.of(journal.entry("t1", "alice", "bob", 1).bytes(schemas)));
    }

    // Another spelling: this process has cached what it knows of the first.
    String away = url.replace("127.0.0.1", "localhost");
    SinkSettings settings = world.settings(away, world.jdbcUrl(), 10_000, Duration.ofMinutes(5));
    try (LedgerSink _ = watched(settings, meters)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> count(meters, "back.offs") >= 3);
      assertThat(world.sql().count("ledger_entries")).isZero();

      try (EmbeddedRegistry _ =
          EmbeddedRegistry.start(dir, "127.0.0.1", URI.create(url).getPort())) {
        LedgerSinkTest.awaitRows(world, "ledger_entries", 2);
      }
    }
    assertThat(world.deadLetters()).isEmpty();
  }

  private List<Message<?>> both(int number) {
    List<Message<?>> facts = new ArrayList<>();
    for (int i = 1; i <= number; i++) {
      facts.add(journal.entry("t" + i, "alice", "bob", i));
      facts.add(Journal.message(Journal.hold("h" + i)));
    }
    return facts;
  }

  private static LedgerSink watched(SinkSettings settings, SimpleMeterRegistry meters) {
    LedgerSink sink = new LedgerSink(settings);
    sink.metrics().bindTo(meters);
    sink.start();
    return sink;
  }

  private static double count(SimpleMeterRegistry meters, String name) {
    return meters.get("penstock.sink." + name).counter().count();
  }

  private static void awaitBlockedBatch() {
    await().atMost(Duration.ofSeconds(30)).until(() -> blockedBatches() == 1);
  }

  private static long blockedBatches() throws SQLException {
    return world
        .sql()
        .number(
            "SELECT count(*)"
                + OWN_BACKENDS
                + " AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO transfers%'");
  }

  private static int members() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.bootstrapServers()))) {
      return admin.describeConsumerGroups(List.of("penstock-sinks")).all().get().values().stream()
          .mapToInt(group -> group.members().size())
          .sum();
    }
  }

  private static int port(String jdbcUrl) {
    return URI.create(jdbcUrl.substring("jdbc:".length())).getPort();
  }
}
