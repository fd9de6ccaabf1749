package io.penstock.ingest;

import java.time.Duration;
import java.util.Map;

/**
 * What the door must be told.
 *
 * @param bootstrapServers Kafka's addresses
 * @param registryUrl the schema registry
 * @param deliveryTimeout how long Kafka may take to acknowledge a command, at least 100 ms
 * @param defaultWait how long a POST waits for its outcome where the client does not say
 * @param lookUpWait how long a look at the views before the command waits for what they do not show
 * @param bodyLimit most bytes of a body
 * @param batchBodyLimit most bytes of a batch's body
 * @param kafkaClient further settings of the Kafka client, such as security; the door's own
 *     override them
 */
public record IngestSettings(
    String bootstrapServers,
    String registryUrl,
    Duration deliveryTimeout,
    Duration defaultWait,
    Duration lookUpWait,
    int bodyLimit,
    int batchBodyLimit,
    Map<String, String> kafkaClient) {

  /** Longest wait that a client may ask for. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(30);

  /** Most transfers of a batch. */
  public static final int MAX_BATCH = 8192;

  /** Most bytes of a body, as the usual settings have it. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  /** Likewise of a batch's body: 1 KiB for each of its transfers. */
  static final int MAX_BATCH_BYTES = MAX_BATCH * 1024;

  /** Most bytes of a settlement report. */
  static final int MAX_REPORT_BYTES = 16 * 1024 * 1024;

  public IngestSettings {
    kafkaClient = Map.copyOf(kafkaClient);
  }

  /** The usual settings. */
  public static IngestSettings of(String bootstrapServers, String registryUrl) {
    return new IngestSettings(
        bootstrapServers,
        registryUrl,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofMillis(200),
        MAX_BODY_BYTES,
        MAX_BATCH_BYTES,
        Map.of());
  }

  public IngestSettings withDeliveryTimeout(Duration timeout) {
    return new IngestSettings(
        bootstrapServers,
        registryUrl,
        timeout,
        defaultWait,
        lookUpWait,
        bodyLimit,
        batchBodyLimit,
        kafkaClient);
  }

  public IngestSettings withKafkaClient(Map<String, String> settings) {
    return new IngestSettings(
        bootstrapServers,
        registryUrl,
        deliveryTimeout,
        defaultWait,
        lookUpWait,
        bodyLimit,
        batchBodyLimit,
        settings);
  }
}
