package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.schemas.Retention;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import io.penstock.sinks.LedgerSink;
import io.penstock.sinks.SinkSettings;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.ConsistencyToken.TransferMark;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Accounts and transfers are listed as the sinks have written them, and as look-ups show them. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LedgerListsTest {
  private static final List<String> MALFORMED =
      List.of(
          "/accounts?owner=a",
          "/accounts?limit=0",
          "/accounts?limit=501",
          "/accounts?type=purse",
          "/accounts?status=gone",
          "/accounts?currency=usd",
          "/accounts?owner_id=a%20b",
          "/accounts?owner_id=a&owner_id=b",
          "/accounts?metadata.a=b",
          "/accounts?cursor=abc",
          "/transfers?transfer_id=a",
          "/transfers?account_id=.",
          "/transfers?status=open",
          "/transfers?from=yesterday",
          "/transfers?metadata=a",
          "/transfers?metadata.=a",
          "/transfers?metadata.a=" + "x".repeat(257),
          "/transfers?code=" + "x".repeat(257),
          "/transfers?cursor=YWNjb3VudHN8MDAwMDAwMDAwMDAwMDAwMDAwMSNhIw");

  private final FactWriter facts = new FactWriter();
  private EmbeddedPostgres postgres;
  private LedgerSink sink;
  private ViewsNode node;

  @BeforeAll
  void start(@TempDir Path database, @TempDir Path state) {
    postgres = EmbeddedPostgres.start(database, "127.0.0.1", 0);
    sink =
        new LedgerSink(
            SinkSettings.of(Broker.bootstrapServers(), Broker.REGISTRY, postgres.jdbcUrl(), null));
    sink.start();
    node =
        ViewsNode.start(state, "ledger-lists", Retention.DEFAULT, postgres.jdbcUrl()).awaitReady();
    facts.open("ll-ann");
    facts.open("ll-ben");
    for (int i = 0; i < 5; i++) {
      facts.transfer("ll-" + i, "ll-ann", "ll-ben", 10 + i);
    }
    facts.transfer("ll-funding", "world:USD", "ll-ben", 1_000);
    facts.commit(() -> ReconciliationFact.writeReported(facts));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> sink.isReady() && ids("/transfers?account_id=ll-ben").size() == 6);
  }

  @AfterAll
  void stop() {
    facts.close();
    node.close();
    sink.close();
    postgres.close();
  }

  @Test
  void transfersAreListedNewestFirstWhetherTheAccountPaysOrIsPaid() {
    assertThat(ids("/transfers?account_id=ll-ben"))
        .containsExactly("ll-funding", "ll-4", "ll-3", "ll-2", "ll-1", "ll-0");
    assertThat(ids("/transfers?account_id=ll-ann&status=posted"))
        .containsExactly("ll-4", "ll-3", "ll-2", "ll-1", "ll-0");
    assertThat(ids("/transfers?account_id=ll-ann&status=pending")).isEmpty();
  }

  /** Asked as the door asks, of what is in Postgres. */
  @Test
  void aSettlementLineIsKnownThatItsCaseHas() {
    List<SettlementLine> lines =
        List.of(
            line("ch_kl", null, null, 999, "USD", 31),
            line(null, "kl", "line-kl", 5, "EUR", 0),
            line(null, "kl", null, 1_000, "USD", 31),
            line(null, "kl", "line-9", 999, "USD", 31),
            line("re_kl", null, null, -500, "USD", 0),
            line("re_kl", null, null, 500, "USD", 0),
            line("re_kl", "kl", null, -500, "USD", 0),
            line(null, "kl", null, -500, "USD", 0),
            line("ch_stranger", null, null, 77, "USD", 1),
            line("ch_nobody", null, null, 77, "USD", 1));

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(node.door().knownLines(lines)).containsExactlyInAnyOrder(0, 1, 4, 6, 8));
    assertThat(node.door().knownLines(Collections.nCopies(1_000, lines.getFirst()))).hasSize(1_000);
  }

  private static SettlementLine line(
      @Nullable String reference,
      @Nullable String paymentId,
      @Nullable String lineId,
      long amount,
      String currency,
      long fee) {
    return SettlementLine.newBuilder()
        .setPspReference(reference)
        .setPaymentId(paymentId)
        .setLineId(lineId)
        .setAmountMinor(amount)
        .setCurrency(currency)
        .setFeeMinor(fee)
        .setSettledAtMs(0)
        .build();
  }

  @Test
  void pagesFollowEachOther() {
    JsonNode first = node.get("/transfers?account_id=ll-ben&limit=4").json();
    String cursor = first.path("next_cursor").asText();
    JsonNode rest = node.get("/transfers?account_id=ll-ben&limit=4&cursor=" + cursor).json();

    assertThat(first.path("data")).hasSize(4);
    assertThat(rest.path("data"))
        .extracting(row -> row.path("transfer_id").asText())
        .containsExactly("ll-1", "ll-0");
    assertThat(rest.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void anEntryLooksAsItsLookUpDoesButForTheBalancesOfThatTime() {
    ObjectNode lookedUp = node.await200("/transfers/ll-2").json().deepCopy();
    lookedUp.remove("balances");

    assertThat(node.get("/transfers?account_id=ll-ann").json().path("data").get(2))
        .isEqualTo(lookedUp);
    assertThat(node.get("/accounts?owner_id=owner-of-ll-ann").json().path("data"))
        .containsExactly(node.await200("/accounts/ll-ann").json());
  }

  @Test
  void aSystemAccountIsTheSumOfItsShards() {
    JsonNode system = node.get("/accounts?type=system&currency=USD").json().path("data");

    assertThat(system).extracting(row -> row.path("account_id").asText()).contains("world:USD");
    assertThat(system).extracting(row -> row.path("owner_id").asText()).containsOnly("penstock");
  }

  @Test
  void aTokenMakesAListShowItsWrite() {
    List<List<String>> seen = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      TransferOutcome written = facts.transfer("ll-token-" + i, "world:USD", "ll-tom", 1);
      String token = ConsistencyToken.of(written).encoded().orElseThrow();

      seen.add(ids("/transfers?account_id=ll-tom&limit=1", ConsistencyToken.HEADER, token));
    }

    for (int i = 0; i < 10; i++) {
      assertThat(seen.get(i)).containsExactly("ll-token-" + i);
    }
  }

  @Test
  void aTokenOfWhatNeverCameIsWaitedForAndThenRefused() {
    String token =
        new ConsistencyToken(List.of(new TransferMark("ll-never", "ll-ann", 1)))
            .encoded()
            .orElseThrow();

    node.get("/transfers?account_id=ll-ann", ConsistencyToken.HEADER, token)
        .isProblem(503, "views_behind");
    node.get("/transfers", ConsistencyToken.HEADER, "bm9uc2Vuc2U")
        .isProblem(400, "malformed_consistency_token");
  }

  @Test
  void whatIsMalformedIsRefusedByName() {
    for (String path : MALFORMED) {
      ViewsNode.Answer answer = node.get(path);

      assertThat(answer.status()).as(path + answer.body()).isEqualTo(400);
      assertThat(answer.parsed().path("field").asText()).as(path).isNotEmpty();
    }
  }

  @Test
  void aDatabaseThatIsAwayOrNotThereIsSaid(@TempDir Path away, @TempDir Path none)
      throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ViewsNode deaf =
            ViewsNode.start(
                away,
                "lists-away",
                Retention.DEFAULT,
                "jdbc:postgresql://localhost:%d/penstock?user=a&password=b"
                    .formatted(silent.getLocalPort()));
        ViewsNode alone = ViewsNode.start(none, "lists-none")) {
      for (ViewsNode other : List.of(deaf.awaitReady(), alone.awaitReady())) {
        for (String path : List.of("/accounts", "/transfers?account_id=ll-ann")) {
          ViewsNode.Answer answer = other.get(path);

          answer.isProblem(503, "postgres_unavailable");
          assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        }
      }
    }
  }

  private List<String> ids(String path, String... headers) {
    List<String> ids = new ArrayList<>();
    node.get(path, headers)
        .json()
        .path("data")
        .forEach(row -> ids.add(row.path("transfer_id").asText()));
    return ids;
  }
}
