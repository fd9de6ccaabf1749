package io.penstock.ingest;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What the door must be told.
 *
 * @param bootstrapServers Kafka's addresses
 * @param registryUrl the schema registry
 * @param views base URL of the views' internal listener
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
    URI views,
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

  public IngestSettings {
    kafkaClient = Map.copyOf(kafkaClient);
  }

  /** The usual settings. A batch's limit leaves 1 KiB for each of its transfers. */
  public static IngestSettings of(String bootstrapServers, String registryUrl, URI views) {
    return new IngestSettings(
        bootstrapServers,
        registryUrl,
        views,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofMillis(200),
        1024 * 1024,
        MAX_BATCH * 1024,
        Map.of());
  }

  public IngestSettings withDeliveryTimeout(Duration timeout) {
    return new IngestSettings(
        bootstrapServers,
        registryUrl,
        views,
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
        views,
        deliveryTimeout,
        defaultWait,
        lookUpWait,
        bodyLimit,
        batchBodyLimit,
        settings);
  }
}
