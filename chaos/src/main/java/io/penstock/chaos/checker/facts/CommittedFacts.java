package io.penstock.chaos.checker.facts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics of facts from their beginning, committed records only. What nobody can decode as the
 * topic's type is counted and passed over: the harness itself puts such records there.
 */
public final class CommittedFacts implements AutoCloseable {
  /** What each topic holds. */
  public static final Map<String, String> TYPES =
      Map.of(
          "ledger.entries", "LedgerEntry",
          "accounts.balances", "AccountBalance",
          "transfers.outcomes", "TransferOutcome",
          "payments.events", "PaymentEvent");

  private static final Duration POLL = Duration.ofMillis(50);
  private static final int HEADER = 5;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RegistrySchemas schemas;
  private final Map<Schema, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private List<TopicPartition> partitions = List.of();
  private long passedOver;
  private long read;

  public CommittedFacts(String bootstrapServers, Api api, String registryUrl) {
    this.schemas = new RegistrySchemas(api, registryUrl);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "chaos-checker",
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "auto.offset.reset", "none",
                "allow.auto.create.topics", "false",
                "default.api.timeout.ms", "120000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** From the beginning of every topic. */
  public void begin() {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : TYPES.keySet()) {
      consumer
          .partitionsFor(topic)
          .forEach(p -> all.add(new TopicPartition(p.topic(), p.partition())));
    }
    partitions = List.copyOf(all);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads what is there within a moment. */
  public void readOnce(Consumer<CommittedFact> facts) throws IOException, InterruptedException {
    for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
      take(each, facts);
    }
  }

  /**
   * Reads until it has passed what was committed when it was called.
   *
   * @return false if that took longer than {@code patience}
   */
  public boolean readToEnd(Consumer<CommittedFact> facts, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      readOnce(facts);
    }
    return true;
  }

  /** Records that were decoded. */
  public long read() {
    return read;
  }

  /** Records that were not. */
  public long passedOver() {
    return passedOver;
  }

  public Set<TopicPartition> partitions() {
    return Set.copyOf(partitions);
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void take(ConsumerRecord<byte[], byte[]> each, Consumer<CommittedFact> facts)
      throws IOException, InterruptedException {
    Fields value = decode(each);
    if (value == null) {
      passedOver++;
      return;
    }
    read++;
    facts.accept(
        new CommittedFact(
            each.topic(), each.partition(), each.offset(), ByteBuffer.wrap(each.value()), value));
  }

  private @Nullable Fields decode(ConsumerRecord<byte[], byte[]> each)
      throws IOException, InterruptedException {
    byte[] bytes = each.value();
    if (bytes == null || bytes.length < HEADER || bytes[0] != 0) {
      return null;
    }
    Schema schema = schemas.find(ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt());
    if (schema == null
        || schema.getType() != Schema.Type.RECORD
        || !schema.getName().equals(TYPES.get(each.topic()))) {
      return null;
    }
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
    try {
      GenericRecord record =
          readers.computeIfAbsent(schema, GenericDatumReader::new).read(null, decoder);
      return decoder.isEnd() ? new Fields(record) : null;
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      return null;
    }
  }
}
