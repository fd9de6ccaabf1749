package io.penstock.app.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.process.Opened;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an engine that was down has not read is there when it comes back. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ReadRecordsTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir static Path dir;
  private static final Opened OPENED = new Opened();
  private static String bootstrapServers = "";
  private static Admin admin;

  @BeforeAll
  static void start() {
    bootstrapServers =
        OPENED.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0)).bootstrapServers();
    admin = OPENED.add(Admin.create(Map.of("bootstrap.servers", bootstrapServers)));
    new TopicSetup(admin).createTopics(1, (short) 1);
  }

  @AfterAll
  static void stop() {
    OPENED.close();
  }

  @Test
  void keepsWhatNobodyHasReadHoweverOldItIs() throws Exception {
    Topic<?> legs = Topics.CREDIT_LEGS;
    produce(legs, NOW.minus(Duration.ofDays(40)), 3);

    var behind = look();

    assertThat(firstOffset(legs)).isZero();
    assertThat(behind).contains(new ReadRecords.Behind(Readers.BALANCES, legs.name()));
  }

  @Test
  void deletesWhatWasReadAndIsOlderThanAWeek() throws Exception {
    Topic<?> requests = Topics.PSP_REQUESTS;
    produce(requests, NOW.minus(Duration.ofDays(8)), 5);
    produce(requests, NOW.minus(Duration.ofDays(6)), 2);
    commit(Readers.PSP, requests, 3);
    look();
    assertThat(firstOffset(requests)).isEqualTo(3);

    commit(Readers.PSP, requests, 7);
    var behind = look();

    assertThat(firstOffset(requests)).isEqualTo(5);
    assertThat(behind).doesNotContain(new ReadRecords.Behind(Readers.PSP, requests.name()));
  }

  @Test
  void deletesAllOfATopicThatIsReadToItsEnd() throws Exception {
    Topic<?> checks = Topics.FRAUD_CHECKS;
    produce(checks, NOW.minus(Duration.ofDays(9)), 4);
    commit(Readers.FRAUD, checks, 4);

    look();

    assertThat(firstOffset(checks)).isEqualTo(4);
  }

  @Test
  void callsAReaderBehindThatHasLeftRecordsForAnHour() throws Exception {
    Topic<?> results = Topics.PSP_RESULTS;
    produce(results, NOW.minus(Duration.ofMinutes(61)), 1);
    commit(Readers.PAYMENTS, results, 0);
    assertThat(look()).contains(new ReadRecords.Behind(Readers.PAYMENTS, results.name()));

    commit(Readers.PAYMENTS, results, 1);

    assertThat(look()).doesNotContain(new ReadRecords.Behind(Readers.PAYMENTS, results.name()));
  }

  @Test
  void takesTheDaysFromATopicOfAnOlderVersion() throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.ACCOUNT_COMMANDS.name());
    var days = new ConfigEntry("retention.ms", Long.toString(WEEK.toMillis()));
    admin
        .incrementalAlterConfigs(
            Map.of(topic, List.of(new AlterConfigOp(days, AlterConfigOp.OpType.SET))))
        .all()
        .get();

    assertThat(new TopicSetup(admin).correctTopics()).contains(topic.name());

    var found = admin.describeConfigs(List.of(topic)).all().get();
    var retention = Objects.requireNonNull(found.get(topic)).get("retention.ms");
    assertThat(Objects.requireNonNull(retention).value()).isEqualTo("-1");
  }

  @Test
  void keepsRecordsInTheCodecThatIsAskedFor() throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.PAYMENT_EVENTS.name());

    var changed = new TopicSetup(admin, Retention.DEFAULT, "gzip").correctTopics();

    assertThat(changed).contains(topic.name()).doesNotContainAnyElementsOf(Topics.DEAD_LETTERS);
    await().untilAsserted(() -> assertThat(codec(topic)).isEqualTo("gzip"));
    assertThat(new TopicSetup(admin).correctTopics()).contains(topic.name());
  }

  private static String codec(ConfigResource topic) throws Exception {
    var configs = admin.describeConfigs(List.of(topic)).all().get();
    return Objects.requireNonNull(configs.get(topic)).get("compression.type").value();
  }

  private static Set<ReadRecords.Behind> look() throws Exception {
    return new ReadRecords(admin, Clock.fixed(NOW, ZoneOffset.UTC), WEEK).deleteOnce();
  }

  private static void produce(Topic<?> topic, Instant at, int records) {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        var _ =
            producer.send(
                new ProducerRecord<>(topic.name(), 0, at.toEpochMilli(), "k", new byte[] {1}));
      }
    }
  }

  private static void commit(String reader, Topic<?> topic, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            reader, Map.of(new TopicPartition(topic.name(), 0), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private static long firstOffset(Topic<?> topic) throws Exception {
    var partition = new TopicPartition(topic.name(), 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.earliest()))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
