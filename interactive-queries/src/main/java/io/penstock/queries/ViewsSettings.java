package io.penstock.queries;

import io.penstock.schemas.Retention;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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
 * @param standbyReplicas further copies of each partition, kept by other instances to take over
 * @param retention how long the topics are kept, which the views forget with
 * @param postgresUrl of JDBC, with user and password, where the sinks write; null: nowhere
 */
public record ViewsSettings(
    String bootstrapServers,
    String registryUrl,
    String host,
    int port,
    String instanceId,
    Path stateDir,
    int threads,
    int standbyReplicas,
    Retention retention,
    @Nullable String postgresUrl) {}
