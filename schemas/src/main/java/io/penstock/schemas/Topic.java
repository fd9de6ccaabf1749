package io.penstock.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/**
 * One entry of the topic catalogue. Keys are strings and values Avro records, which are the default
 * serdes of every Penstock application, so that an entry is a constant and a topology a function of
 * its builder alone.
 *
 * @param name of the topic, plural-noun.role
 * @param valueType what its records carry
 * @param placement which partition a record belongs to
 * @param cleanup what becomes of old records
 * @param readers whoever must have read a record before it may be deleted: see {@link Readers}
 * @param isFromOutside whether anybody may write it, as commands and reports
 * @param <V> the value's type
 */
public record Topic<V extends SpecificRecord>(
    String name,
    Class<V> valueType,
    Placement<V> placement,
    Cleanup cleanup,
    Set<String> readers,
    boolean isFromOutside) {

  /** Partitions of a topic where nobody asks for another number. */
  public static final int DEFAULT_PARTITIONS = 4;

  public Topic {
    readers = Set.copyOf(readers);
    if ((cleanup == Cleanup.DELETED_ONCE_READ) == readers.isEmpty()) {
      throw new IllegalArgumentException(name + ": only what is deleted once read has readers");
    }
  }

  /** What becomes of old records: kept, compacted by key, or deleted. */
  public enum Cleanup {
    KEPT(TopicConfig.CLEANUP_POLICY_DELETE),
    COMPACTED(TopicConfig.CLEANUP_POLICY_COMPACT),
    /** The newest of each key, as long as ids are remembered. */
    COMPACTED_FOR_IDS("compact,delete"),
    /** The newest of each key, as long as what has ended is remembered. */
    COMPACTED_FOR_HISTORY("compact,delete"),
    /** Every record, as long as what has ended is remembered. */
    DELETED_AFTER_HISTORY(TopicConfig.CLEANUP_POLICY_DELETE),
    /** Kept by Kafka, which does not know who has read; `topologies` deletes what all have. */
    DELETED_ONCE_READ(TopicConfig.CLEANUP_POLICY_DELETE);

    private final String policy;

    Cleanup(String policy) {
      this.policy = policy;
    }

    public String policy() {
      return policy;
    }

    /**
     * Whose time a record bears. What is forgotten with time goes by the broker's: a client whose
     * clock is wrong, or a command that waited, must neither shorten nor lengthen it.
     */
    public String timestampType() {
      return switch (this) {
        case COMPACTED_FOR_IDS, COMPACTED_FOR_HISTORY, DELETED_AFTER_HISTORY -> "LogAppendTime";
        case KEPT, COMPACTED, DELETED_ONCE_READ -> "CreateTime";
      };
    }

    /** How long records are kept; negative: for ever. */
    public Duration retention(Retention asked) {
      return switch (this) {
        case KEPT, COMPACTED -> Duration.ofMillis(-1);
        case COMPACTED_FOR_IDS -> asked.ids().plus(Retention.MARGIN);
        case COMPACTED_FOR_HISTORY, DELETED_AFTER_HISTORY -> asked.history().plus(Retention.MARGIN);
        case DELETED_ONCE_READ -> Duration.ofMillis(-1);
      };
    }
  }

  /** The registry's subject of this topic's values. */
  public String subject() {
    return name + "-value";
  }

  public Schema schema() {
    return SpecificData.get().getSchema(valueType);
  }

  public KStream<String, V> stream(StreamsBuilder builder) {
    return builder.stream(name, Consumed.as("read-" + name));
  }

  /**
   * Ends a stream in this topic. The sink node is called {@link #sinkName()}; a processor that
   * sends to several topics forwards each record to the one that its type belongs to.
   */
  public void send(KStream<String, ? super V> stream) {
    send(stream, sinkName());
  }

  /** The same with a sink node of another name, where a topology ends in this topic twice. */
  @SuppressWarnings("unchecked")
  public void send(KStream<String, ? super V> stream, String sinkName) {
    ((KStream<String, V>) stream)
        .to(
            name,
            Produced.<String, V>as(sinkName)
                .withStreamPartitioner(
                    (topic, key, value, partitions) ->
                        Optional.of(Set.of(placement.partition(key, value, partitions)))));
  }

  public String sinkName() {
    return "send-" + name;
  }

  /** A record for a plain producer, placed as the catalogue says. */
  public ProducerRecord<String, V> record(String key, V value, int partitions) {
    return new ProducerRecord<>(name, placement.partition(key, value, partitions), key, value);
  }

  /** What the broker is asked to create where nobody asks for another retention. */
  public NewTopic creation(int partitions, short replicationFactor) {
    return creation(partitions, replicationFactor, Retention.DEFAULT);
  }

  /** What the broker is asked to create. */
  public NewTopic creation(int partitions, short replicationFactor, Retention retention) {
    return new NewTopic(name, partitions, replicationFactor)
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                cleanup.policy(),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                cleanup.timestampType(),
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(cleanup.retention(retention).toMillis()),
                TopicConfig.RETENTION_BYTES_CONFIG,
                "-1",
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                inSync(replicationFactor)));
  }

  /**
   * How many of so many replicas must have a record before it is acknowledged: one may be away, and
   * what was acknowledged is on another. Of one or two it can be only one.
   */
  public static String inSync(short replicationFactor) {
    return Integer.toString(Math.max(1, replicationFactor - 1));
  }
}
