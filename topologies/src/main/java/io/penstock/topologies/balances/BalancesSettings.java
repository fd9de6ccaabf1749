package io.penstock.topologies.balances;

import io.penstock.topologies.TopologySettings;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the balances topology runs with; see {@link TopologySettings}.
 *
 * @param bootstrapServers of Kafka
 * @param registryUrl of the schema registry
 * @param stateDirectory for local state
 * @param threads that share the partitions
 * @param standbyReplicas further instances that keep a copy of each store
 * @param commitIntervalMs between commits, milliseconds: less is quicker, more carries more
 * @param instanceId stable name of the instance, so that a restart keeps its partitions
 */
public record BalancesSettings(
    String bootstrapServers,
    String registryUrl,
    Path stateDirectory,
    int threads,
    int standbyReplicas,
    long commitIntervalMs,
    @Nullable String instanceId) {

  /** As Kafka Streams takes them. */
  public Properties properties() {
    return new TopologySettings(
            bootstrapServers,
            registryUrl,
            stateDirectory,
            threads,
            standbyReplicas,
            commitIntervalMs,
            instanceId)
        .properties(BalancesTopology.APPLICATION_ID, BalancesTopology.DEAD_LETTERS);
  }
}
