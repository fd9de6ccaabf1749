package io.penstock.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads topics from their beginning, committed records only. */
public final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int HEADER = 5;

  private final Map<String, String> types;
  private final Schemas schemas;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private final Map<Schema, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
  private Map<TopicPartition, Long> marks = Map.of();

  /** The schemas of a registry. */
  @FunctionalInterface
  public interface Schemas {
    /** Null where there is none with this number. */
    @Nullable Schema find(int id);
  }

  /** What takes the records. */
  @FunctionalInterface
  public interface Reading {
    void fact(Fact fact);

    /** One that nobody can decode as what its topic holds. */
    default void unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {}
  }

  /**
   * @param settings of its consumer
   * @param types names of the record types that the topics hold
   * @throws IllegalStateException if there is no such topic
   */
  public TopicReader(Map<String, Object> settings, Map<String, String> types, Schemas schemas) {
    this.types = types;
    this.schemas = schemas;
    Map<String, Object> all = new HashMap<>(settings);
    all.put("isolation.level", "read_committed");
    all.put("enable.auto.commit", "false");
    all.put("auto.offset.reset", "none");
    all.put("allow.auto.create.topics", "false");
    consumer = new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    for (String topic : types.keySet()) {
      for (int partition = 0; partition < partitions(topic); partition++) {
        partitions.add(new TopicPartition(topic, partition));
      }
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** How many partitions a topic has. */
  public int partitions(String topic) {
    var found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      consumer.close();
      throw new IllegalStateException("topic " + topic + " does not exist");
    }
    return found.size();
  }

  /** Goes to where a group stands; retention may have deleted beyond that. */
  void seek(Map<TopicPartition, OffsetAndMetadata> committed) {
    consumer.seekToBeginning(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset != null && offset.offset() > consumer.position(partition)) {
        consumer.seek(partition, offset.offset());
      }
    }
  }

  /**
   * Marks what is committed by now.
   *
   * @return about how many records that are from the beginning
   */
  public long mark() {
    marks = consumer.endOffsets(partitions);
    return marks.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A partition that is read to its mark rests, so that the cut is the same for all of them. */
  public boolean isAtMark() {
    List<TopicPartition> done =
        partitions.stream().filter(p -> consumer.position(p) >= marks.getOrDefault(p, 0L)).toList();
    boolean isEnd = done.size() == partitions.size();
    if (isEnd) {
      consumer.resume(done);
    } else {
      consumer.pause(done);
    }
    return isEnd;
  }

  /**
   * Reads what is there within a moment.
   *
   * @return how many records that were
   */
  public int read(Reading reading) {
    var records = consumer.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> each : records) {
      byte[] key = Objects.requireNonNullElse(each.key(), new byte[0]);
      Fields value;
      try {
        value = decode(each.topic(), each.value());
      } catch (SerializationException e) {
        reading.unreadable(each, String.valueOf(e.getMessage()));
        continue;
      }
      reading.fact(
          new Fact(
              each.topic(),
              each.partition(),
              each.offset(),
              new String(key, StandardCharsets.UTF_8),
              ByteBuffer.wrap(each.value()),
              value));
    }
    return records.count();
  }

  private Fields decode(String topic, byte @Nullable [] bytes) {
    if (bytes == null || bytes.length < HEADER || bytes[0] != 0) {
      throw new SerializationException(topic + ": not in Confluent's wire format");
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    Schema schema = schemas.find(id);
    if (schema == null
        || schema.getType() != Schema.Type.RECORD
        || !schema.getFullName().equals(types.get(topic))) {
      throw new SerializationException(
          topic + ": schema id " + id + " is of no " + types.get(topic));
    }
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
    try {
      GenericRecord record =
          readers.computeIfAbsent(schema, GenericDatumReader::new).read(null, decoder);
      if (decoder.isEnd()) {
        return new Fields(record);
      }
      throw new IOException("bytes left over");
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Corrupt bytes make Avro throw nearly anything, UnsupportedOperationException among it.
      throw new SerializationException(
          topic + ": not a " + types.get(topic) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
