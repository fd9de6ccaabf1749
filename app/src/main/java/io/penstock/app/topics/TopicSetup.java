package io.penstock.app.topics;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.Setting;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Subjects;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.stores.StoreCatalogue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Brings the topics and schemas of the catalogue to a cluster. Harmless to repeat. */
public final class TopicSetup {
  private static final int PATIENCE_SECONDS = 30;
  private static final long ASK_AGAIN_NANOS = 100_000_000;
  private static final String AS_PRODUCED = "producer";

  private final Admin admin;
  private final Retention retention;
  private final String codec;

  public TopicSetup(Admin admin) {
    this(admin, Retention.DEFAULT, AS_PRODUCED);
  }

  /**
   * @param codec in which the brokers keep records, as Kafka's {@code compression.type} has it
   */
  public TopicSetup(Admin admin, Retention retention, String codec) {
    this.admin = admin;
    this.retention = retention;
    this.codec = codec;
  }

  private List<CatalogueTopic> catalogue(int partitions, short replicas) {
    return CatalogueTopic.all(partitions, replicas, retention).stream()
        .map(topic -> topic.compressed(codec))
        .toList();
  }

  /**
   * Creates what is missing.
   *
   * @param replicationFactor copies of each topic, all but one of which must acknowledge; -1 for
   *     the cluster's default
   * @return the names of the new topics
   * @throws CommandFailure if an existing topic has another number of partitions: keys would no
   *     longer meet
   */
  public List<String> createTopics(int partitions, short replicationFactor) {
    short replicas = replicationFactor > 0 ? replicationFactor : defaultReplicas();
    List<CatalogueTopic> topics = catalogue(partitions, replicas);
    Map<String, Integer> existing = existing();
    for (CatalogueTopic topic : topics) {
      int found = existing.getOrDefault(topic.name(), topic.partitions());
      if (found != topic.partitions()) {
        throw new CommandFailure(
            "topic %s exists with %d partitions, but %d are asked for (%s), and all topics need the same number; nothing was changed"
                .formatted(topic.name(), found, topic.partitions(), Setting.PARTITIONS.key()));
      }
    }
    List<CatalogueTopic> missing =
        topics.stream().filter(topic -> !existing.containsKey(topic.name())).toList();
    await(admin.createTopics(missing.stream().map(CatalogueTopic::creation).toList()).all());
    return missing.stream().map(CatalogueTopic::name).toList();
  }

  /**
   * Gives topics that exist the settings that the catalogue and the retention ask for, the
   * changelogs of stores that forget included.
   *
   * @return the names of the topics that had others
   */
  public List<String> correctTopics() {
    Map<String, Map<String, String>> wanted = new TreeMap<>();
    putChangelogs(wanted);
    for (CatalogueTopic topic : catalogue(1, replicas())) {
      wanted.put(topic.name(), topic.creation().configs());
    }
    wanted.keySet().retainAll(await(admin.listTopics().names()));
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    List<ConfigResource> topics = wanted.keySet().stream().map(TopicSetup::resource).toList();
    onceKnown(() -> admin.describeConfigs(topics).all())
        .forEach(
            (topic, found) -> {
              List<AlterConfigOp> differing =
                  differing(requireNonNull(wanted.get(topic.name())), found);
              if (!differing.isEmpty()) {
                changes.put(topic, differing);
              }
            });
    await(admin.incrementalAlterConfigs(changes).all());
    return changes.keySet().stream().map(ConfigResource::name).sorted().toList();
  }

  /**
   * Those of stores that forget. Kafka Streams creates them, and never looks at their settings
   * again: with a longer retention they would lose what the stores still need.
   */
  private void putChangelogs(Map<String, Map<String, String>> wanted) {
    StoreCatalogue.expiring(retention)
        .forEach(
            (application, stores) ->
                stores.forEach(
                    store ->
                        wanted.put(
                            application + '-' + store.name() + "-changelog",
                            store.changelogSettings())));
  }

  private static List<AlterConfigOp> differing(Map<String, String> wanted, Config found) {
    return wanted.entrySet().stream()
        .filter(
            setting -> {
              ConfigEntry entry = found.get(setting.getKey());
              return entry == null || !setting.getValue().equals(entry.value());
            })
        .map(
            setting ->
                new AlterConfigOp(
                    new ConfigEntry(setting.getKey(), setting.getValue()),
                    AlterConfigOp.OpType.SET))
        .toList();
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /** Registers every schema, and that newer ones must be readable as older ones are. */
  public static void registerSchemas(String registryUrl) {
    SchemaRegistry registry = SchemaRegistry.at(registryUrl);
    Subjects.ALL.forEach(
        (subject, type) -> {
          registry.register(subject, SpecificData.get().getSchema(type));
          registry.requireBackwardTransitive(subject);
        });
  }

  /** Topics of the catalogue that exist, with their number of partitions. */
  public Map<String, Integer> existing() {
    Set<String> names =
        CatalogueTopic.all(1, (short) 1).stream().map(CatalogueTopic::name).collect(toSet());
    names.retainAll(await(admin.listTopics().names()));
    return onceKnown(() -> admin.describeTopics(names).allTopicNames()).values().stream()
        .collect(toMap(TopicDescription::name, topic -> topic.partitions().size()));
  }

  /**
   * The number of partitions that all topics have.
   *
   * @throws CommandFailure if topics are missing
   */
  public int partitions() {
    Map<String, Integer> existing = existing();
    for (CatalogueTopic topic : CatalogueTopic.all(1, (short) 1)) {
      if (!existing.containsKey(topic.name())) {
        throw new CommandFailure(
            "topic " + topic.name() + " does not exist; run `penstock topics create` first");
      }
    }
    return existingPartitions().orElseThrow();
  }

  /** How many brokers keep a copy of the commands; what else is created here has as many. */
  public short replicas() {
    String commands = Topics.TRANSFERS_REQUESTED.name();
    return onceKnown(() -> admin.describeTopics(List.of(commands)).allTopicNames())
        .values()
        .stream()
        .map(topic -> (short) topic.partitions().getFirst().replicas().size())
        .findFirst()
        .orElseThrow();
  }

  /** What the brokers give a topic that asks for no number. */
  private short defaultReplicas() {
    String any = await(admin.describeCluster().nodes()).iterator().next().idString();
    var broker = new ConfigResource(ConfigResource.Type.BROKER, any);
    ConfigEntry entry =
        await(admin.describeConfigs(List.of(broker)).all())
            .getOrDefault(broker, new Config(List.of()))
            .get("default.replication.factor");
    if (entry == null || entry.value() == null) {
      throw new CommandFailure(
          "the brokers do not tell their default replication factor; set "
              + Setting.REPLICATION_FACTOR.key());
    }
    return Short.parseShort(entry.value());
  }

  /** The number of partitions of topics that were created before. */
  public OptionalInt existingPartitions() {
    Integer partitions = existing().get(Topics.TRANSFERS_REQUESTED.name());
    return partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions);
  }

  /** A broker may not have heard yet of a topic that another has just created. */
  private static <T> T onceKnown(Supplier<KafkaFuture<T>> question) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        return await(question.get());
      } catch (CommandFailure e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(ASK_AGAIN_NANOS);
      }
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandFailure("Kafka refused: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new CommandFailure("Kafka did not answer within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for Kafka", e);
    }
  }
}
