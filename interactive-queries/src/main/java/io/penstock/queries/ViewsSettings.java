package io.penstock.queries;

import io.penstock.schemas.Retention;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How one instance of the views runs.
 *
 * @param bootstrapServers of Kafka, {@code host:port,…}
 * @param registryUrl of the schema registry
 * @param host name under which the other instances and the HTTP door reach the internal listener
 * @param port of the internal listener
 * @param instanceId names this instance and stays the same over restarts (static membership), so
 *     that a restart within six seconds moves no partition
 * @param stateDir keeps the stores
 * @param threads that read Kafka
 * @param poll longest wait for records
 * @param standbyReplicas further copies of each partition, kept by other instances to take over
 * @param retention how long the topics are kept, which the views forget with
 */
public record ViewsSettings(
    String bootstrapServers,
    String registryUrl,
    String host,
    int port,
    String instanceId,
    Path stateDir,
    int threads,
    Duration poll,
    int standbyReplicas,
    Retention retention) {

  /** Two threads, no standby copies, the default retention, named after its address. */
  public static ViewsSettings of(
      String bootstrapServers, String registryUrl, String host, int port, Path stateDir) {
    return new ViewsSettings(
        bootstrapServers,
        registryUrl,
        host,
        port,
        "views-" + host + "-" + port,
        stateDir,
        2,
        Duration.ofMillis(10),
        0,
        Retention.DEFAULT);
  }

  public ViewsSettings withInstanceId(String id) {
    return new ViewsSettings(
        bootstrapServers,
        registryUrl,
        host,
        port,
        id,
        stateDir,
        threads,
        poll,
        standbyReplicas,
        retention);
  }

  public ViewsSettings withThreads(int number) {
    return new ViewsSettings(
        bootstrapServers,
        registryUrl,
        host,
        port,
        instanceId,
        stateDir,
        number,
        poll,
        standbyReplicas,
        retention);
  }

  public ViewsSettings withStandbyReplicas(int number) {
    return new ViewsSettings(
        bootstrapServers,
        registryUrl,
        host,
        port,
        instanceId,
        stateDir,
        threads,
        poll,
        number,
        retention);
  }

  public ViewsSettings withRetention(Retention other) {
    return new ViewsSettings(
        bootstrapServers,
        registryUrl,
        host,
        port,
        instanceId,
        stateDir,
        threads,
        poll,
        standbyReplicas,
        other);
  }
}
