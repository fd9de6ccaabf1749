package io.penstock.streams;

import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.serde.AvroSerde;
import io.penstock.schemas.serde.KeySerde;
import io.penstock.schemas.serde.SchemaRegistry;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;

/**
 * Settings that runner and test fixture share: a topology that builds in a test builds in
 * production, and the other way round.
 */
public final class StreamsSettings {

  private StreamsSettings() {}

  /**
   * What belongs to the topology itself: serdes, names, dead letters. Addresses, guarantees and
   * speeds are the runner's.
   */
  public static Properties of(String applicationId, String registryUrl, String deadLetterTopic) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    settings.put(SchemaRegistry.URL_CONFIG, registryUrl);
    settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, KeySerde.class);
    settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, AvroSerde.class);
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(Attempts.CONFIG, new Attempts());
    settings.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, deadLetterTopic);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
    settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailedRecords.class);
    settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, FailedWrites.class);
    settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, AnyTimestamp.class);
    // A dead letter is as large as what could not be read, and its headers on top.
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        RecordSizes.MOST_DEAD_LETTER_BYTES);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
    return settings;
  }

  /**
   * The one way to make a builder: {@code new StreamsBuilder()} would silently ignore that every
   * store and repartition must be named.
   */
  public static StreamsBuilder builder(Properties settings) {
    return new StreamsBuilder(new TopologyConfig(new StreamsConfig(withAddress(settings))));
  }

  /** StreamsConfig insists on an address even where only a topology is built. */
  private static Properties withAddress(Properties settings) {
    Properties complete = new Properties();
    complete.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:0");
    complete.putAll(settings);
    return complete;
  }
}
