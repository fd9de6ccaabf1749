package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.schemas.Keys;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Views forget with their topics: here a month of transfers. */
@Timeout(180)
final class ViewsForgetTest {
  private final PastFacts past = new PastFacts(Topics.TRANSFER_OUTCOMES);

  @AfterEach
  void close() {
    past.close();
  }

  @Test
  void whatIsOlderThanTheTopicIsForgottenWhetherReadOrRestored(
      @TempDir Path dir, @TempDir Path emptyDir) {
    transfer("forget::old", Duration.ofDays(32));
    transfer("forget::young", Duration.ofDays(30));
    transfer("forget::new", Duration.ZERO);

    try (ViewsNode node = ViewsNode.start(dir, "forgets").awaitReady()) {
      remembersOnlyTheYoung(node);
      transfer("forget::late", Duration.ofDays(31).plusHours(1));
      transfer("forget::newer", Duration.ZERO);
      node.await200("/transfers/forget::newer");
      awaitGone(node, "forget::late");
      remembersOnlyTheYoung(node);
    }
    try (ViewsNode restored = ViewsNode.start(emptyDir, "forgets").awaitReady()) {
      remembersOnlyTheYoung(restored);
      awaitGone(restored, "forget::late");
    }
  }

  private void remembersOnlyTheYoung(ViewsNode node) {
    // What stood in the topic before a node began may still be on its way to its view.
    node.await200("/transfers/forget::young");
    node.await200("/transfers/forget::new");
    awaitGone(node, "forget::old");
    assertThat(node.get("/transfers/forget::young").json().path("status").asText())
        .isEqualTo("posted");
    node.get("/transfers/forget::new").json();
  }

  private static void awaitGone(ViewsNode node, String id) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.get("/transfers/" + id).status() == 404);
  }

  private void transfer(String id, Duration age) {
    TransferOutcome outcome =
        Fact.outcome(id, "forget-alice", "forget-alice", "forget-shop", 5, PastFacts.NOW_MS)
            .setStatus(TransferStatus.POSTED)
            .setRequestId("request-" + id)
            .build();
    past.write(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(outcome), outcome, age);
  }
}
