package io.penstock.app;

import static io.penstock.schemas.Topics.LEDGER_ENTRIES;
import static io.penstock.schemas.Topics.TRANSFERS_REQUESTED;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.app.process.Opened;
import io.penstock.app.roles.Node;
import io.penstock.app.roles.RoleName;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Topic;
import io.penstock.streams.LostOffsetsException;
import io.penstock.streams.stores.StoreCatalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A leg that is read twice makes money: the ledger reads nothing again, whatever was lost. */
@Timeout(180)
class LostOffsetsTest {
  private static final String GROUP = Readers.BALANCES;
  private static final String REGISTRY = "memory://lost-offsets";

  private final Path dir;
  private final Opened opened = new Opened();
  private final String kafka;
  private final Admin admin;
  private final TopicClient client;

  LostOffsetsTest(@TempDir Path dir) {
    this.dir = dir;
    kafka =
        opened.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0)).bootstrapServers();
    admin = opened.add(Admin.create(Map.of("bootstrap.servers", kafka)));
    client = opened.add(new TopicClient(kafka, REGISTRY));
  }

  @BeforeEach
  void aLedgerThatHasMovedMoneyAndStopped() {
    new TopicSetup(admin).createTopics(2, (short) 1);
    // Commands are there before the ledger's first start: none is passed over.
    request("first");
    try (Node ledger = start()) {
      ledger.awaitReady();
      awaitOutcome("first");
    }
  }

  @AfterEach
  void stop() {
    opened.close();
  }

  @Test
  void goesOnWhereItWas() throws Exception {
    assertGoesOn();
  }

  private void assertGoesOn() throws Exception {
    long entries = end(LEDGER_ENTRIES);
    request("second");

    try (Node ledger = start()) {
      ledger.awaitReady();
      awaitOutcome("second");
    }

    assertThat(end(LEDGER_ENTRIES)).isGreaterThan(entries);
    assertThat(outcomes()).isEqualTo(2);
  }

  @Test
  void readsNothingAgainWhenItsOffsetsAreGone() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    long entries = end(LEDGER_ENTRIES);
    awaitEmptyGroup();
    admin.deleteConsumerGroups(List.of(GROUP)).all().get();

    assertThatThrownBy(this::start)
        .isInstanceOf(LostOffsetsException.class)
        .hasMessageContaining(TRANSFERS_REQUESTED.name())
        .hasMessageContaining("nothing is read");
    assertThatThrownBy(this::start).isInstanceOf(LostOffsetsException.class);

    assertThat(end(LEDGER_ENTRIES)).isEqualTo(entries);
    // Whoever knows where it was lets it go on.
    admin.alterConsumerGroupOffsets(GROUP, offsets).all().get();
    assertGoesOn();
  }

  @Test
  void stopsWhenRecordsAreDeletedThatItHasNotRead() throws Exception {
    request("unread");
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    ends(TRANSFERS_REQUESTED)
        .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
    admin.deleteRecords(all).all().get();

    assertThatThrownBy(this::start)
        .isInstanceOf(LostOffsetsException.class)
        .hasMessageContaining("Kafka has only");
  }

  @Test
  void stopsWhenItsStateIsGone() throws Exception {
    String changelog = GROUP + "-" + StoreCatalogue.ACCOUNTS.name() + "-changelog";
    admin.deleteTopics(List.of(changelog)).all().get();
    await().until(() -> !admin.listTopics().names().get().contains(changelog));

    assertThatThrownBy(this::start)
        .isInstanceOf(LostOffsetsException.class)
        .hasMessageContaining(changelog);
  }

  private void request(String id) {
    client.send(
        TRANSFERS_REQUESTED, "fees:USD", TopicClient.transfer(id, "world:USD", "fees:USD", 100));
    client.flush();
  }

  private void awaitOutcome(String id) {
    Set<String> seen = new HashSet<>();
    client.read(
        TRANSFER_OUTCOMES,
        (_, outcome) -> seen.add(outcome.getTransferId()),
        () -> seen.contains(id),
        Duration.ofSeconds(60));
  }

  private int outcomes() {
    Set<String> seen = new HashSet<>();
    client.read(
        TRANSFER_OUTCOMES,
        (_, outcome) -> seen.add(outcome.getTransferId() + "@" + outcome.getRevision()),
        () -> seen.size() == 2,
        Duration.ofSeconds(60));
    return seen.size();
  }

  private void awaitEmptyGroup() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
                    .allMatch(group -> group.members().isEmpty()));
  }

  private long end(Topic<?> topic) throws Exception {
    return ends(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<TopicPartition, Long> ends(Topic<?> topic) throws Exception {
    Map<TopicPartition, OffsetSpec> asked =
        Map.of(
            new TopicPartition(topic.name(), 0), OffsetSpec.latest(),
            new TopicPartition(topic.name(), 1), OffsetSpec.latest());
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(asked).all().get().forEach((p, info) -> ends.put(p, info.offset()));
    return ends;
  }

  private Node start() {
    return Node.start(
        PenstockConfig.of(
            Map.of(
                Setting.KAFKA_BOOTSTRAP_SERVERS,
                kafka,
                Setting.SCHEMA_REGISTRY_URL,
                REGISTRY,
                Setting.STATE_DIR,
                dir.resolve("state").toString(),
                Setting.HTTP_HOST,
                "127.0.0.1",
                Setting.HTTP_PORT,
                "0",
                Setting.STREAMS_THREADS,
                "1")),
        List.of(RoleName.BALANCES));
  }
}
