package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.schemas.Placement;
import io.penstock.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the views take from their topics, running and restoring. */
final class CommittedOnlyTest {
  private final FactWriter facts = new FactWriter();

  @AfterEach
  void close() {
    facts.close();
  }

  @Test
  void neverShowsWhatWasAborted(@TempDir Path dir, @TempDir Path emptyDir) {
    facts.open("co-alice");
    FactWriter aborted = new FactWriter();
    aborted.abort(() -> aborted.transferWithin("co-lost", "psp:aborted:USD", "co-alice", 999));
    aborted.close();
    facts.transfer("co-kept", "psp:aborted:USD", "co-alice", 5);

    try (ViewsNode node = ViewsNode.start(dir, "committed").awaitReady()) {
      showsOnlyWhatWasCommitted(node);
    }
    // The records are read by another consumer when a lost store is restored.
    try (ViewsNode restored = ViewsNode.start(emptyDir, "committed").awaitReady()) {
      showsOnlyWhatWasCommitted(restored);
    }
  }

  private static void showsOnlyWhatWasCommitted(ViewsNode node) {
    node.awaitTransfer("co-kept");
    assertThat(node.get("/ledger?transaction_id=co-kept").json().path("data").get(1).path("amount"))
        .hasToString("5");
    node.get("/transfers/co-lost").isProblem(404, "transfer_not_found");
    assertThat(node.get("/accounts/co-alice").json().path("balances").path("posted").asLong())
        .isEqualTo(5);
    assertThat(node.get("/ledger?account_id=psp:aborted:USD").json().path("data")).hasSize(1);
  }

  @Test
  void waitsForTheCommit(@TempDir Path dir) {
    facts.open("co-bob");
    try (ViewsNode node = ViewsNode.start(dir, "committed").awaitReady()) {
      facts.commit(
          () -> {
            facts.transferWithin("co-slow", "psp:co:USD", "co-bob", 5);
            facts.flush();
            assertThat(node.door().transfers("co-slow", null, Duration.ofMillis(300))).isEmpty();
          });

      node.awaitTransfer("co-slow");
    }
  }

  @Test
  void putsWhatIsNoRecordAsideAndGoesOn(@TempDir Path dir, @TempDir Path emptyDir) {
    byte[] garbage = "not avro".getBytes(StandardCharsets.UTF_8);
    byte[] truncated = {0, 0, 0, 0, 1, 42};
    int partition = Placement.ofKey("co-poison", Broker.PARTITIONS);
    facts.commit(
        () -> {
          facts.raw(Topics.TRANSFER_OUTCOMES, partition, "co-poison#x", garbage);
          facts.raw(Topics.TRANSFER_OUTCOMES, partition, "co-poison#y", truncated);
        });
    facts.open("co-carol");
    facts.transfer("co-after", "psp:co:USD", "co-carol", 5);

    try (ViewsNode node = ViewsNode.start(dir, "committed").awaitReady()) {
      node.awaitTransfer("co-after");
      node.get("/transfers/co-poison").isProblem(404, "transfer_not_found");
      assertThat(deadLetter("co-poison#x").value()).isEqualTo(garbage);
    }
    // A restoration takes every record as it stands.
    try (ViewsNode restored = ViewsNode.start(emptyDir, "committed").awaitReady()) {
      restored.awaitTransfer("co-after");
      restored.get("/transfers/co-poison").isProblem(404, "transfer_not_found");
    }
  }

  private static ConsumerRecord<String, byte[]> deadLetter(String key) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", Broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      var place = List.of(new TopicPartition(Topics.VIEWS_DEAD_LETTERS, 0));
      consumer.assign(place);
      consumer.seekToBeginning(place);
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                return found.stream().anyMatch(letter -> key.equals(letter.key()));
              });
      return found.stream().filter(letter -> key.equals(letter.key())).findFirst().orElseThrow();
    }
  }
}
