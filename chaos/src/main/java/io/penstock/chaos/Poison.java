package io.penstock.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Records that nobody can use, on every topic but changelogs and Kafka's own. None of them is a
 * forged fact: what a schema accepts cannot be told from the truth, that is for the cluster's
 * access rules.
 */
final class Poison {
  /** Little below the broker's limit of 1,048,588 bytes a batch. */
  private static final int LARGEST = 1_046_000;

  private static final int HUGE = 500_000;
  private static final int KINDS_A_TOPIC = 3;
  private static final int[] SIZES = {0, 1, 5, 1_000, 100_000, LARGEST};

  private final String bootstrapServers;

  Poison(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Some of each on every topic; the number that brokers took. */
  int spread(Random random) throws InterruptedException, ExecutionException {
    AtomicInteger taken = new AtomicInteger();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (String topic : topics()) {
        int partitions = producer.partitionsFor(topic).size();
        for (int i = 0; i < KINDS_A_TOPIC; i++) {
          var _ =
              producer.send(
                  record(topic, random.nextInt(partitions), random),
                  // Compacted topics take no record without key, and none takes what is too large.
                  (_, failure) -> taken.addAndGet(failure == null ? 1 : 0));
        }
      }
      producer.flush();
    }
    return taken.get();
  }

  private List<String> topics() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      List<String> all = new ArrayList<>(admin.listTopics().names().get());
      all.removeIf(name -> name.endsWith("-changelog") || name.startsWith("__"));
      all.sort(null);
      return all;
    }
  }

  private ProducerRecord<byte[], byte[]> record(String topic, int partition, Random random) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, key(random), value(random));
    if (random.nextInt(8) == 0 && (record.value() == null || record.value().length < HUGE)) {
      record.headers().add("penstock.looked", bytes(random, HUGE));
    } else if (random.nextInt(4) == 0) {
      record.headers().add("penstock.looked", "-2147483648".getBytes(StandardCharsets.US_ASCII));
    }
    return record;
  }

  private static byte @Nullable [] key(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> bytes(random, 0);
      case 2 -> bytes(random, 32);
      case 3 -> bytes(random, LARGEST - HUGE);
      default -> ("poison-" + random.nextInt(1_000)).getBytes(StandardCharsets.US_ASCII);
    };
  }

  private static byte @Nullable [] value(Random random) {
    byte[] value = bytes(random, SIZES[random.nextInt(SIZES.length)]);
    switch (random.nextInt(6)) {
      case 0 -> {
        return null;
      }
      case 1 -> {
        // Confluent's magic byte, and a schema that nobody knows.
        if (value.length > 0) {
          value[0] = 0;
        }
      }
      case 2 -> {
        // A schema that exists, of whatever topic, and bytes that are not of it.
        if (value.length >= 1 + Integer.BYTES) {
          ByteBuffer.wrap(value).put((byte) 0).putInt(1 + random.nextInt(30));
          endTooEarly(value);
        }
      }
      default -> {}
    }
    return value;
  }

  /** A first length of two thousand million: no reader finds so much. */
  private static void endTooEarly(byte[] value) {
    byte[] length = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    System.arraycopy(length, 0, value, 5, Math.min(length.length, value.length - 5));
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "client.id", "chaos-poison",
            "max.request.size", "2000000",
            "delivery.timeout.ms", "120000"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
