package io.penstock.queries;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.penstock.schemas.Topic;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
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

/**
 * Facts that were written long ago. The broker writes its own time; what is old can only be written
 * while it does not.
 */
final class PastFacts implements AutoCloseable {
  static final long NOW_MS = System.currentTimeMillis();

  private final List<Topic<?>> topics;
  private final AvroSerializer avro = new AvroSerializer(SchemaRegistry.at(Broker.REGISTRY));
  private final Admin admin = Admin.create(Map.of("bootstrap.servers", Broker.bootstrapServers()));
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", Broker.bootstrapServers()),
          new StringSerializer(),
          new ByteArraySerializer());

  /**
   * @param topics take the producer's time until this is closed
   */
  PastFacts(Topic<?>... topics) {
    this.topics = List.of(topics);
    long asked = NOW_MS - Duration.ofHours(1).toMillis();
    for (Topic<?> topic : topics) {
      alterTimestamps(topic, "CreateTime");
      for (int each = 0; each < Broker.PARTITIONS; each++) {
        int partition = each;
        await().until(() -> probed(topic, partition, asked) == asked);
      }
    }
  }

  private long probed(Topic<?> topic, int partition, long askedMs) {
    byte @Nullable [] nothing = null;
    return sent(new ProducerRecord<>(topic.name(), partition, askedMs, "probe", nothing));
  }

  <V extends SpecificRecord> void write(Topic<V> topic, String key, V fact, Duration age) {
    int partition = topic.placement().partition(key, fact, Broker.PARTITIONS);
    byte[] row = requireNonNull(avro.serialize(topic.name(), fact));
    var _ = sent(new ProducerRecord<>(topic.name(), partition, NOW_MS - age.toMillis(), key, row));
  }

  private long sent(ProducerRecord<String, byte[]> record) {
    try {
      return producer.send(record).get().timestamp();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void alterTimestamps(Topic<?> topic, String type) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    var entry = new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, type);
    try {
      admin
          .incrementalAlterConfigs(
              Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    topics.forEach(topic -> alterTimestamps(topic, topic.cleanup().timestampType()));
    admin.close();
    producer.close();
  }
}
