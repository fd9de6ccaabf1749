package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements and the journal: order, periods, pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListsTest {
  private static final int TRANSFERS = 24;
  private static final String PSP = "psp:lists:USD";

  private final FactWriter facts = new FactWriter();
  private final List<TransferOutcome> transfers = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private ViewsNode node;

  /** One PSP pays six wallets in turn, 1, 2, 3, …; each wallet also holds some. */
  @BeforeAll
  void writeFacts(@TempDir Path dir) {
    for (int wallet = 0; wallet < 6; wallet++) {
      facts.open("list-" + wallet);
    }
    for (int i = 1; i <= TRANSFERS; i++) {
      String wallet = "list-" + i % 6;
      transfers.add(facts.transfer("list-t" + i, PSP, wallet, i));
      times.add(FactWriter.nowMs());
      facts.hold("list-h" + i, wallet, 1);
    }
    node = ViewsNode.start(dir, "lists").awaitReady();
    node.awaitTransfer("list-t24");
    node.get("/ledger?limit=1", ConsistencyToken.HEADER, token(transfers.getLast())).json();
    node.get("/accounts/list-0", ConsistencyToken.HEADER, token(transfers.getLast())).json();
    node.get("/accounts/" + PSP, ConsistencyToken.HEADER, token(transfers.getLast())).json();
  }

  private static String token(TransferOutcome transfer) {
    return ConsistencyToken.of(transfer).encoded().orElseThrow();
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
  }

  @Test
  void listsWhatWasPostedNewestFirstAndNoHolds() {
    JsonNode page = node.get("/accounts/list-2/entries").json();

    assertThat(longs(page, "amount")).containsExactly(20L, 14L, 8L, 2L);
    assertThat(longs(page, "balance_after")).containsExactly(44L, 24L, 10L, 2L);
    assertThat(page.path("next_cursor").isNull()).isTrue();
    JsonNode newest = page.path("data").path(0);
    TransferOutcome transfer = transfers.get(19);
    assertThat(newest.path("account_id").asText()).isEqualTo("list-2");
    assertThat(newest.path("transfer_id").asText()).isEqualTo("list-t20");
    assertThat(newest.path("direction").asText()).isEqualTo("credit");
    assertThat(newest.path("currency").asText()).isEqualTo("USD");
    assertThat(newest.path("at").asText()).isEqualTo(Json.time(times.get(19)));
    assertThat(newest.path("version").asLong()).isEqualTo(8);
    assertThat(newest.path("journal_partition").asInt()).isEqualTo(transfer.getJournalPartition());
    assertThat(newest.path("entry_sequence").asLong()).isEqualTo(transfer.getEntrySequence());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 23, 24, 500})
  void mergesTheShardsOfASystemAccountInPagesOfAnySize(int limit) {
    List<JsonNode> lines = allPages("/accounts/" + PSP + "/entries?limit=" + limit, limit);

    List<Long> amounts = new ArrayList<>();
    List<Long> balances = new ArrayList<>();
    for (long i = TRANSFERS; i >= 1; i--) {
      amounts.add(i);
      balances.add(-i * (i + 1) / 2);
    }
    assertThat(lines.stream().map(l -> l.path("amount").asLong())).isEqualTo(amounts);
    assertThat(lines.stream().map(l -> l.path("balance_after").asLong())).isEqualTo(balances);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 48})
  void listsTheJournalLegByLegInPagesOfAnySize(int limit) {
    String period = "from=" + Json.time(times.getFirst()) + "&to=" + after(times.getLast());

    List<JsonNode> rows = allPages("/ledger?" + period + "&limit=" + limit, limit);

    assertThat(rows).hasSize(2 * TRANSFERS);
    for (int i = 0; i < TRANSFERS; i++) {
      JsonNode debit = rows.get(2 * i);
      JsonNode credit = rows.get(2 * i + 1);
      assertThat(debit.path("transaction_id").asText()).isEqualTo("list-t" + (TRANSFERS - i));
      assertThat(debit.path("direction").asText()).isEqualTo("debit");
      assertThat(credit.path("direction").asText()).isEqualTo("credit");
      assertThat(credit.path("entry_id")).isEqualTo(debit.path("entry_id"));
      assertThat(credit.path("amount")).isEqualTo(debit.path("amount"));
    }
  }

  @Test
  void cutsAPeriodOutOfAStatement() {
    String from = Json.time(times.get(5));
    String to = Json.time(times.get(11));

    assertThat(amounts("/accounts/" + PSP + "/entries?from=" + from + "&to=" + to))
        .containsExactly(11L, 10L, 9L, 8L, 7L, 6L);
    assertThat(amounts("/accounts/" + PSP + "/entries?to=" + from + "&limit=2"))
        .containsExactly(5L, 4L);
    assertThat(amounts("/accounts/list-0/entries?from=" + from + "&to=" + to)).containsExactly(6L);
    assertThat(amounts("/accounts/" + PSP + "/entries?from=" + after(times.getLast()))).isEmpty();
    assertThat(longs(node.get("/accounts/" + PSP + "/entries?to=" + to).json(), "balance_after"))
        .startsWith(-66L, -55L);
  }

  @Test
  void findsTheLegsOfATransfer() {
    JsonNode rows = node.get("/ledger?transaction_id=list-t7").json().path("data");

    TransferOutcome transfer = transfers.get(6);
    assertThat(rows).hasSize(2);
    JsonNode credit = rows.get(1);
    assertThat(credit.path("entry_id").asText())
        .isEqualTo(transfer.getJournalPartition() + "-" + transfer.getEntrySequence());
    assertThat(credit.path("account_id").asText()).isEqualTo("list-1");
    assertThat(credit.path("kind").asText()).isEqualTo("transfer");
    assertThat(credit.path("posted_at").asText()).isEqualTo(Json.time(times.get(6)));
    assertThat(credit.path("version").asLong()).isEqualTo(4);
    assertThat(credit.path("balance_after").asLong()).isEqualTo(8);
    assertThat(rows.get(0).has("version")).isFalse();
    assertThat(node.get("/ledger?transaction_id=list-t7&account_id=list-1").json().path("data"))
        .containsExactly(credit);
    assertThat(allPages("/ledger?transaction_id=list-t7&limit=1", 1)).hasSize(2);
    assertThat(node.get("/ledger?transaction_id=nothing").json().path("data")).isEmpty();
  }

  @Test
  void findsTheLegsOfAnAccount() {
    List<JsonNode> rows = allPages("/ledger?account_id=list-1&limit=2", 2);

    assertThat(rows.stream().map(row -> row.path("amount").asLong()))
        .containsExactly(19L, 13L, 7L, 1L);
    assertThat(rows.get(2))
        .isEqualTo(node.get("/ledger?transaction_id=list-t7").json().path("data").get(1));
    String to = Json.time(times.get(12));
    assertThat(amounts("/ledger?account_id=list-1&to=" + to)).containsExactly(7L, 1L);
    assertThat(amounts("/ledger?account_id=list-1&from=" + to)).containsExactly(19L, 13L);
    assertThat(amounts("/ledger?account_id=nobody")).isEmpty();
    assertThat(allPages("/ledger?account_id=" + PSP + "&limit=5", 5)).hasSize(TRANSFERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "-1", "ten", "1.5", "", "99999999999999999999"})
  void refusesALimitOutOfBounds(String limit) {
    node.get("/ledger?limit=" + limit).isProblem(400, "malformed_limit", "limit");
    node.get("/accounts/list-1/entries?limit=" + limit).isProblem(400, "malformed_limit", "limit");
  }

  @Test
  void refusesACursorOfAnotherList() {
    String cursor = node.get("/ledger?limit=1").json().path("next_cursor").asText();

    node.get("/accounts/list-1/entries?cursor=" + cursor)
        .isProblem(400, "malformed_cursor", "cursor");
    node.get("/ledger?account_id=list-1&cursor=" + cursor)
        .isProblem(400, "malformed_cursor", "cursor");
    node.get("/ledger?cursor=nonsense").isProblem(400, "malformed_cursor", "cursor");
    node.get("/ledger?cursor=").isProblem(400, "malformed_cursor", "cursor");
    node.get("/ledger?from=soon").isProblem(400, "malformed_time", "from");
    node.get("/ledger?account=list-1").isProblem(400, "unknown_parameter", "account");
  }

  private List<JsonNode> allPages(String path, int limit) {
    List<JsonNode> rows = new ArrayList<>();
    JsonNode page = node.get(path).json();
    page.path("data").forEach(rows::add);
    while (!page.path("next_cursor").isNull()) {
      assertThat(page.path("data")).hasSize(limit);
      page = node.get(path + "&cursor=" + page.path("next_cursor").asText()).json();
      assertThat(page.path("data")).isNotEmpty();
      page.path("data").forEach(rows::add);
    }
    return rows;
  }

  private List<Long> amounts(String path) {
    return longs(node.get(path).json(), "amount");
  }

  private static List<Long> longs(JsonNode page, String member) {
    List<Long> numbers = new ArrayList<>();
    page.path("data").forEach(row -> numbers.add(row.path(member).asLong()));
    return numbers;
  }

  private static String after(long ms) {
    return Json.time(ms + 1);
  }
}
