package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances share the partitions, and each answers every question. */
final class TwoInstancesTest {
  private static final int ACCOUNTS = 12;

  private final FactWriter facts = new FactWriter();

  private final List<TransferOutcome> written = new ArrayList<>();

  @AfterEach
  void close() {
    facts.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void eitherAnswersEverythingAndOneTakesOver(
      int standbyReplicas, @TempDir Path one, @TempDir Path other) {
    List<String> paths = writeFacts("two" + standbyReplicas);
    try (ViewsNode second = ViewsNode.start(other, "second", standbyReplicas)) {
      List<JsonNode> answers;
      try (ViewsNode first = ViewsNode.start(one, "first", standbyReplicas)) {
        await().atMost(Duration.ofSeconds(60)).until(() -> sharedBy(first, second));

        answers = settledAnswers(first, paths);
        assertThat(paths.stream().map(path -> second.get(path).json())).isEqualTo(answers);
        wakesAWaitAtTheOtherInstance(first, second);
      }

      await().atMost(Duration.ofSeconds(30)).until(() -> owned(second) == Broker.PARTITIONS);
      assertThat(paths.stream().map(path -> second.get(path).json())).isEqualTo(answers);
    }
  }

  private void wakesAWaitAtTheOtherInstance(ViewsNode first, ViewsNode second) {
    String payer = "payer-" + FactWriter.nowMs();
    facts.open(payer);
    for (ViewsNode node : List.of(first, second)) {
      for (int i = 0; i < Broker.PARTITIONS; i++) {
        String id = "two-wait-" + node.hashCode() + "-" + i;
        var waiting =
            CompletableFuture.supplyAsync(
                () -> node.door().transferAnswer(id, payer, "request-" + id, ViewsNode.LONG));
        facts.transfer(id, payer, "psp:" + payer + ":USD", 1);
        assertThat(waiting.join()).map(TransferOutcome::getStatus).contains(TransferStatus.POSTED);
      }
    }
  }

  @Test
  void restoresWhatItLost(@TempDir Path dir, @TempDir Path emptyDir) {
    List<String> paths = writeFacts("lost");
    List<JsonNode> answers;
    try (ViewsNode before = ViewsNode.start(dir, "first").awaitReady()) {
      answers = settledAnswers(before, paths);
    }

    // Ready means restored: nothing is waited for any more.
    try (ViewsNode restarted = ViewsNode.start(dir, "first").awaitReady()) {
      assertThat(paths.stream().map(path -> restarted.get(path).json())).isEqualTo(answers);
    }
    try (ViewsNode restored = ViewsNode.start(emptyDir, "first").awaitReady()) {
      assertThat(paths.stream().map(path -> restored.get(path).json())).isEqualTo(answers);
    }
  }

  /** The answers, once everything that was written can be seen. */
  private List<JsonNode> settledAnswers(ViewsNode node, List<String> paths) {
    for (TransferOutcome transfer : written) {
      String token = ConsistencyToken.of(transfer).encoded().orElseThrow();
      String credited = transfer.getCredits().getFirst().getAccountId();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.get("/accounts/" + credited).body().contains("\"version\":2"));
      node.get("/accounts/" + transfer.getDebitAccountId(), ConsistencyToken.HEADER, token).json();
      node.get("/transfers/" + transfer.getTransferId(), ConsistencyToken.HEADER, token).json();
      node.get("/ledger?limit=1", ConsistencyToken.HEADER, token).json();
    }
    return paths.stream().map(path -> node.get(path).json()).toList();
  }

  private List<String> writeFacts(String prefix) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      String account = prefix + "-" + i;
      facts.open(account);
      written.add(facts.transfer(prefix + "-t" + i, "psp:" + prefix + ":USD", account, i + 1));
      paths.add("/accounts/" + account);
      paths.add("/accounts/" + account + "/entries");
      paths.add("/transfers/" + prefix + "-t" + i);
      paths.add("/ledger?transaction_id=" + prefix + "-t" + i);
      paths.add("/ledger?account_id=" + account);
    }
    long from = FactWriter.nowMs() - 60_000;
    paths.add("/accounts/psp:" + prefix + ":USD/balance?at=" + Json.time(from));
    paths.add("/accounts/psp:" + prefix + ":USD");
    paths.add("/accounts/psp:" + prefix + ":USD/entries?limit=500");
    return paths;
  }

  private static boolean sharedBy(ViewsNode first, ViewsNode second) {
    return owned(first) > 0
        && owned(second) > 0
        && owned(first) + owned(second) == Broker.PARTITIONS;
  }

  private static long owned(ViewsNode node) {
    return IntStream.range(0, Broker.PARTITIONS).filter(node::owns).count();
  }
}
