package io.penstock.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.schemas.Direction;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.sinks.World.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeadLettersTest {
  @RegisterExtension static final World world = new World();

  private final Journal journal = new Journal();

  @Test
  void keepsWhatCannotBeReadAndWritesTheNext() throws Exception {
    byte[] good = bytes(journal.entry("cut", "alice", "bob", 1)).value();
    byte[] poison = "poison".getBytes(UTF_8);
    byte[] truncated = Arrays.copyOf(good, good.length - 3);
    ProducerRecord<byte[], byte[]> first = raw("p1", poison);
    first.headers().add("origin", "outside".getBytes(UTF_8));
    world.commit(
        List.of(
            first,
            raw("p2", truncated),
            raw("p3", null),
            bytes(Journal.wallet("alice", 1), Topics.LEDGER_ENTRIES.name()),
            bytes(journal.entry("t1", "alice", "bob", 10))));

    try (LedgerSink _ = LedgerSinkTest.started(world.settings())) {
      LedgerSinkTest.awaitRows(world, "ledger_entries", 2);
    }

    var letters = world.deadLetters();
    assertThat(letters).extracting(ConsumerRecord::value).contains(poison, truncated, null);
    assertThat(letters)
        .extracting(letter -> header(letter, "message"))
        .containsExactlyInAnyOrder(
            "ledger.entries: wrong magic byte 112, Confluent's wire format begins with 0",
            "ledger.entries: truncated within a LedgerEntry",
            "no value",
            "ledger.entries: holds LedgerEntry, but this is a AccountBalance");
    ConsumerRecord<byte[], byte[]> letter =
        letters.stream()
            .filter(each -> Arrays.equals(each.value(), poison))
            .findFirst()
            .orElseThrow();
    assertThat(letter.key()).isEqualTo("p1".getBytes(UTF_8));
    assertThat(header(letter, "topic")).isEqualTo("ledger.entries");
    assertThat(header(letter, "partition")).isEqualTo("0");
    assertThat(header(letter, "offset")).isEqualTo("0");
    assertThat(header(letter, "exception")).contains("SerializationException");
    assertThat(header(letter, "stacktrace")).contains("AvroDeserializer");
    assertThat(letter.headers().lastHeader("origin").value()).isEqualTo("outside".getBytes(UTF_8));
  }

  @Test
  void anEntryThatCannotBeRightIsNotWrittenAndItsNeighboursAre() throws Exception {
    List<Message<?>> facts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      facts.add(journal.entry("t" + i, "alice", "bob", 10));
    }
    Message<LedgerEntry> unbalanced =
        journal.entry(
            "bad",
            "alice",
            List.of(
                new Leg("alice", Direction.DEBIT, 10L, null, null),
                new Leg("bob", Direction.CREDIT, 9L, null, null)));
    facts.add(30, unbalanced);
    world.send(facts);

    try (LedgerSink _ = LedgerSinkTest.started(world.settings())) {
      LedgerSinkTest.awaitRows(world, "ledger_entries", 120);
    }

    assertThat(world.deadLetters()).hasSize(1);
    ConsumerRecord<byte[], byte[]> letter = world.deadLetters().getFirst();
    assertThat(letter.value()).isEqualTo(bytes(unbalanced).value());
    assertThat(header(letter, "message"))
        .startsWith("unbalanced entry 61: ")
        .contains("10")
        .contains("9");
  }

  @Test
  void anEntryThatOnlyPostgresRefusesIsFoundAmongGoodOnes() throws Exception {
    List<Message<?>> facts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      facts.add(journal.entry("t" + i, "alice", "bob", 10));
    }
    Message<LedgerEntry> impossible =
        journal.entry(
            "bad",
            "alice",
            List.of(
                new Leg("alice", Direction.DEBIT, 10L, 0L, null),
                new Leg("bob", Direction.CREDIT, 10L, null, null)));
    facts.add(17, impossible);
    world.send(facts);

    try (LedgerSink sink = LedgerSinkTest.started(world.settings())) {
      LedgerSinkTest.awaitRows(world, "ledger_entries", 120);
      await().until(sink::isReady);
    }

    assertThat(world.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).isEqualTo(bytes(impossible).value()))
        .satisfies(letter -> assertThat(header(letter, "message")).contains("account_version"));
  }

  @Test
  void aCharacterThatPostgresDoesNotKnowCostsNoTransfer() throws Exception {
    world.send(Journal.message(Journal.hold("h\0")), Journal.message(Journal.hold("h1")));

    try (LedgerSink _ = LedgerSinkTest.started(world.settings())) {
      LedgerSinkTest.awaitRows(world, "transfers", 2);
    }

    assertThat(world.sql().rows("SELECT transfer_id FROM transfers"))
        .containsExactlyInAnyOrder("h\uFFFD", "h1");
    assertThat(world.deadLetters()).isEmpty();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader("__streams.errors." + name).value(), UTF_8);
  }

  private static ProducerRecord<byte[], byte[]> raw(String key, byte @Nullable [] value) {
    return new ProducerRecord<>(Topics.LEDGER_ENTRIES.name(), 0, key.getBytes(UTF_8), value);
  }

  private static ProducerRecord<byte[], byte[]> bytes(Message<?> message) {
    return message.bytes(SchemaRegistry.at(World.REGISTRY));
  }

  private static ProducerRecord<byte[], byte[]> bytes(Message<?> message, String topic) {
    return new ProducerRecord<>(
        topic, 0, Keys.sequence(99).getBytes(UTF_8), bytes(message).value());
  }
}
