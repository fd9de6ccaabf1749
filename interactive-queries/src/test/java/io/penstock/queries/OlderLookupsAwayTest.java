package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.queries.ViewsNode.Answer;
import io.penstock.schemas.Retention;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Postgres is away: what the views have is shown, and nothing is called unknown. */
@Timeout(120)
final class OlderLookupsAwayTest {
  private final FactWriter facts = new FactWriter();

  @AfterEach
  void stop() {
    facts.close();
  }

  @Test
  void whatIsNotInTheViewsIsAskedForAgainLater(@TempDir Path dir) throws Exception {
    facts.transfer("away-known", "world:USD", "away-ann", 5);
    int nobodyListens = freePort();

    try (ViewsNode node = start(dir, nobodyListens)) {
      node.await200("/transfers/away-known");

      for (String path : unknown()) {
        Answer answer = node.get(path);

        answer.isProblem(503, "postgres_unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).as(path).contains("1");
      }
      node.get("/transfers/away-known").json();
    }
  }

  @Test
  void aDatabaseThatNeverAnswersHoldsNobodyForLong(@TempDir Path dir) throws Exception {
    facts.transfer("away-seen", "world:USD", "away-ann", 5);
    // Connections are taken by the system, and nobody ever reads what they say.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ViewsNode node = start(dir, silent.getLocalPort())) {
      node.await200("/transfers/away-seen");
      long start = System.nanoTime();

      List<CompletableFuture<Answer>> answers =
          Stream.generate(() -> node.ask("/transfers/away-none")).limit(50).toList();
      node.get("/transfers/away-seen").json();
      Duration ofTheKnown = Duration.ofNanos(System.nanoTime() - start);
      answers.forEach(answer -> answer.join().isProblem(503, "postgres_unavailable"));
      Duration ofTheUnknown = Duration.ofNanos(System.nanoTime() - start);

      assertThat(ofTheUnknown).isLessThan(Duration.ofSeconds(15));
      assertThat(ofTheKnown).isLessThan(ofTheUnknown);
    }
  }

  @Test
  void whereNoDatabaseIsConfiguredItIsUnknown(@TempDir Path dir) {
    facts.transfer("away-shown", "world:USD", "away-ann", 5);

    try (ViewsNode node = start(dir, null)) {
      node.await200("/transfers/away-shown");

      assertThat(unknown()).allSatisfy(path -> assertThat(node.get(path).status()).isEqualTo(404));
      assertThat(node.door().olderTransfers("away-none")).isEmpty();
    }
  }

  private static List<String> unknown() {
    return List.of(
        "/transfers/away-none",
        "/transfers/away-known?debit_account_id=away-eve",
        "/payments/away-none",
        "/payments/away-none/events",
        "/payments/away-none/refunds",
        "/refunds/away-none",
        "/refunds/away-none?payment_id=away-none");
  }

  private static ViewsNode start(Path dir, int postgresPort) {
    return start(
        dir, "jdbc:postgresql://localhost:%d/penstock?user=a&password=b".formatted(postgresPort));
  }

  private static ViewsNode start(Path dir, @Nullable String postgresUrl) {
    return ViewsNode.start(dir, "older-away", Retention.DEFAULT, postgresUrl).awaitReady();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
