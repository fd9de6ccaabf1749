package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.Shell.Result;
import io.penstock.app.process.Opened;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.testkit.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters as Kafka Streams writes them, on a real broker. */
class DeadLettersCommandTest {
  private static final String REGISTRY = "memory://dead-letters";
  private static final byte[] GARBAGE = {0, 1, 2, 'x'};

  @TempDir static Path dir;
  private static final Opened OPENED = new Opened();
  private static String kafka = "";
  private static Shell shell = Shell.with();

  @BeforeAll
  static void start() {
    kafka =
        OPENED.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0)).bootstrapServers();
    shell = Shell.with("--kafka", kafka, "--registry", REGISTRY);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      new TopicSetup(admin).createTopics(1, (short) 1);
    }
  }

  @AfterAll
  static void stop() {
    OPENED.close();
  }

  @Test
  void listsTheNewestFirstAndNoMoreThanAsked() throws Exception {
    String older = letter("views.dead-letters", "accounts.balances", GARBAGE, 1_000);
    String newer = letter("views.dead-letters", "accounts.balances", GARBAGE, 2_000);

    var all = shell.run("dlq", "list", "--topic", "views.dead-letters", "--json").json();
    var one = shell.run("dlq", "list", "--topic", "views.dead-letters", "--limit", "1").out();

    assertThat(all).extracting(row -> row.get("address").asText()).containsExactly(newer, older);
    assertThat(all.get(0).get("source").asText()).isEqualTo("accounts.balances:0:7");
    assertThat(all.get(0).get("key").asText()).isEqualTo("alice");
    assertThat(all.get(0).get("reason").asText()).isEqualTo("truncated");
    assertThat(all.get(0).get("time").asText()).isEqualTo("1970-01-01T00:00:02Z");
    assertThat(one).contains(newer).doesNotContain(older);
  }

  @Test
  void showsHeadersBytesAndWhatTheyHold() throws Exception {
    String letter = letter(Topics.BALANCES_DEAD_LETTERS, "transfers.requested", command(), 1);

    Result forPeople = shell.run("dlq", "show", letter).succeeded();
    var json = shell.run("dlq", "show", letter, "--json").succeeded().json();

    assertThat(forPeople.out())
        .contains("transfers.requested:0:7", "trace: abc", "__streams.errors.message: truncated")
        .contains("00000000  00 00 00 00 01")
        .contains("io.penstock.schemas.TransferCommand");
    assertThat(json.at("/value/transfer_id").asText()).isEqualTo("t1");
    assertThat(json.get("value_bytes").binaryValue()).isEqualTo(command());
  }

  @Test
  void showsBytesThatHoldNothing() {
    String letter = letter(Topics.BALANCES_DEAD_LETTERS, "transfers.requested", GARBAGE, 1);

    assertThat(shell.run("dlq", "show", letter).succeeded().out())
        .contains("00000000  00 01 02 78", "|...x|")
        .contains("not readable as Avro: shorter than the header of 5 bytes");
  }

  @Test
  void replaysALetterOnce() throws Exception {
    String letter = letter(Topics.BALANCES_DEAD_LETTERS, "accounts.commands", command(), 1);

    assertThat(shell.run("dlq", "replay", letter, "--dry-run").succeeded().out())
        .contains(letter + " would go to accounts.commands");
    assertThat(committed("accounts.commands")).isEmpty();
    assertThat(shell.run("dlq", "replay", letter).succeeded().out())
        .contains(letter + " replayed to accounts.commands:0:0");
    assertThat(shell.run("dlq", "replay", letter).succeeded().out())
        .contains(letter + " was replayed before", "0 replayed");

    await().until(() -> committed("accounts.commands").size() == 1);
    assertThat(committed("accounts.commands"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("alice".getBytes(UTF_8));
              assertThat(record.value()).isEqualTo(command());
              assertThat(header(record, "trace")).isEqualTo("abc");
              assertThat(header(record, "penstock.replayed-from")).isEqualTo(letter);
              assertThat(record.headers().lastHeader("__streams.errors.topic")).isNull();
            });
    assertThat(shell.run("dlq", "list", "--json").json())
        .filteredOn(row -> row.get("address").asText().equals(letter))
        .singleElement()
        .satisfies(row -> assertThat(row.hasNonNull("replayed_at")).isTrue());
    assertThat(shell.run("dlq", "list").out()).contains(letter).doesNotContain("penstock.replayed");
  }

  @Test
  void replaysAllButFacts() {
    String fact = letter(Topics.SINKS_DEAD_LETTERS, "ledger.entries", GARBAGE, 1);
    String leg = letter(Topics.SINKS_DEAD_LETTERS, "transfers.credit-legs", GARBAGE, 1);

    String topic = Topics.SINKS_DEAD_LETTERS;
    Result all = shell.run("dlq", "replay", "--all", "--topic", topic).succeeded();

    assertThat(all.out())
        .contains(fact + " not replayed: ledger.entries holds what has been decided");
    assertThat(all.out()).contains(leg + " replayed to transfers.credit-legs:0:");
    await().until(() -> committed("transfers.credit-legs").size() == 1);
    assertThat(committed("ledger.entries")).isEmpty();
    assertThat(shell.run("dlq", "replay", fact).failed().out()).contains("0 replayed");
  }

  @Test
  void saysWhatIsNotThere() {
    assertThat(shell.run("dlq", "show", "balances.dead-letters:0:999").failed().err())
        .contains("there is no dead letter balances.dead-letters:0:999");
    assertThat(shell.run("dlq", "show", "balances.dead-letters:5:0").failed().err())
        .contains("there is no dead letter");
    assertThat(shell.run("dlq", "show", "twelve").exitCode()).isEqualTo(2);
    assertThat(shell.run("dlq", "list", "--topic", "ledger.entries").exitCode()).isEqualTo(2);
  }

  /** Writes a letter and returns its address. */
  private static String letter(String topic, String source, byte[] value, long timeMs) {
    var record = new ProducerRecord<>(topic, 0, timeMs, "alice".getBytes(UTF_8), value);
    add(record, "trace", "abc");
    add(record, "__streams.errors.exception", "SerializationException");
    add(record, "__streams.errors.message", "truncated");
    add(record, "__streams.errors.topic", source);
    add(record, "__streams.errors.partition", "0");
    add(record, "__streams.errors.offset", "7");
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      return topic + ":0:" + producer.send(record).get().offset();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void add(ProducerRecord<?, ?> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }

  private static byte[] command() {
    return Objects.requireNonNull(
        new AvroSerializer(SchemaRegistry.at(REGISTRY))
            .serialize(
                Topics.TRANSFERS_REQUESTED.name(),
                Commands.transfer("t1").from("alice").to("bob", 5).build()));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
