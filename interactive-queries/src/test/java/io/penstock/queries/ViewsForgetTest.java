package io.penstock.queries;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.schemas.Keys;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Views forget with their topics: here a month of transfers. */
@Timeout(180)
final class ViewsForgetTest {
  private static final String TOPIC = Topics.TRANSFER_OUTCOMES.name();
  private static final long NOW = System.currentTimeMillis();

  private final AvroSerializer avro = new AvroSerializer(SchemaRegistry.at(Broker.REGISTRY));
  private final Admin admin = Admin.create(Map.of("bootstrap.servers", Broker.bootstrapServers()));
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", Broker.bootstrapServers()),
          new StringSerializer(),
          new ByteArraySerializer());

  /** The broker writes its own time; what is old can only be written while it does not. */
  @BeforeEach
  void takeTheProducersTime() throws Exception {
    alterTimestamps("CreateTime");
    long asked = NOW - Duration.ofHours(1).toMillis();
    await().until(() -> sent("forget-probe", null, asked) == asked);
  }

  @AfterEach
  void takeTheBrokersTime() throws Exception {
    alterTimestamps(Topics.TRANSFER_OUTCOMES.cleanup().timestampType());
    admin.close();
    producer.close();
  }

  @Test
  void whatIsOlderThanTheTopicIsForgottenWhetherReadOrRestored(
      @TempDir Path dir, @TempDir Path emptyDir) throws Exception {
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

  private void transfer(String id, Duration age) throws Exception {
    TransferOutcome outcome =
        Fact.outcome(id, "forget-alice", "forget-alice", "forget-shop", 5, NOW)
            .setStatus(TransferStatus.POSTED)
            .setRequestId("request-" + id)
            .build();
    sent(Keys.transferAnswer(outcome), outcome, NOW - age.toMillis());
  }

  private long sent(String key, @Nullable TransferOutcome value, long timeMs)
      throws ExecutionException, InterruptedException {
    int partition =
        value == null
            ? 0
            : Topics.TRANSFER_OUTCOMES.placement().partition(key, value, Broker.PARTITIONS);
    byte[] row = value == null ? null : requireNonNull(avro.serialize(TOPIC, value));
    return producer
        .send(new ProducerRecord<>(TOPIC, partition, timeMs, key, row))
        .get()
        .timestamp();
  }

  private void alterTimestamps(String type) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    var entry = new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, type);
    admin
        .incrementalAlterConfigs(
            Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }
}
