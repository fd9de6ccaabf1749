package io.penstock.app.ledger;

import static io.penstock.schemas.Topics.CREDIT_LEGS;

import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The credits that were decided and that the ledger has not taken from {@code
 * transfers.credit-legs} yet, rejected ones on their way back among them. The ledger commits how
 * far it has read together with what it did, so that whatever stands before that point has had its
 * effect.
 */
final class CreditsUnderWay implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int PATIENCE_SECONDS = 15;

  private final String ledgerGroup;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AvroDeserializer deserializer;

  /**
   * A look at the topic.
   *
   * @param settings of a consumer, read_committed
   * @param ledgerGroup consumer group of the ledger
   */
  CreditsUnderWay(Map<String, Object> settings, String ledgerGroup, AvroDeserializer deserializer) {
    this.ledgerGroup = ledgerGroup;
    this.deserializer = deserializer;
    this.admin = Admin.create(settings);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads them as they are now. */
  void forEach(Consumer<CreditLeg> action) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(CREDIT_LEGS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    Map<TopicPartition, Long> taken = taken(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    taken.forEach(consumer::seek);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        read(record, action);
      }
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record, Consumer<CreditLeg> action) {
    try {
      if (deserializer.deserialize(record.topic(), record.value()) instanceof CreditLeg leg
          && leg.getMarker() == null) {
        action.accept(leg);
      }
    } catch (SerializationException e) {
      // No credit; the ledger puts it among the dead letters when it gets there.
      return;
    }
  }

  /** How far the ledger has taken each partition; retention may have deleted beyond that. */
  private Map<TopicPartition, Long> taken(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    Map<TopicPartition, Long> taken = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      long begin = Objects.requireNonNull(begins.get(partition));
      taken.put(partition, offset == null ? begin : Math.max(begin, offset.offset()));
    }
    return taken;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    try {
      return admin
          .listConsumerGroupOffsets(
              ledgerGroup, new ListConsumerGroupOffsetsOptions().requireStable(true))
          .partitionsToOffsetAndMetadata()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
