package io.penstock.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.CatalogueTopic;
import io.penstock.app.topics.TopicSetup;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The topics of the catalogue on a cluster. */
@Command(
    name = "topics",
    description = "Create or list the topics and their schemas.",
    mixinStandardHelpOptions = true)
public final class TopicsCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "create",
      description = {
        "Create every topic that is missing, correct the retention of the others and register",
        "every schema; harmless to repeat.",
        "Without settings it asks the Kafka and the registry of `penstock up` on this machine."
      },
      mixinStandardHelpOptions = true)
  int create(@Mixin ClusterOption cluster) {
    return cluster.ask(() -> create(cluster, cluster.settings()));
  }

  private int create(ClusterOption cluster, PenstockConfig config) {
    PrintWriter out = spec.commandLine().getOut();
    try (Admin admin = admin(cluster)) {
      TopicSetup setup =
          new TopicSetup(admin, config.retention(), config.get(Setting.TOPIC_COMPRESSION));
      List<String> created =
          setup.createTopics(config.number(Setting.PARTITIONS), config.replicationFactor());
      created.forEach(name -> out.println("created " + name));
      if (setup.replicas() == 2) {
        out.println(
            "warning: of two copies one acknowledges, so that a broker may be away; what only that"
                + " one has is lost with it. Three copies lose nothing.");
      }
      setup.correctTopics().forEach(name -> out.println("corrected the settings of " + name));
      TopicSetup.registerSchemas(cluster.registry());
      out.println(created.size() + " topics created, all schemas registered");
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "List the catalogue's topics and whether the cluster has them.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ClusterOption cluster, @Mixin JsonOption output) {
    return cluster.ask(() -> list(cluster, cluster.settings(), output));
  }

  private int list(ClusterOption cluster, PenstockConfig config, JsonOption output) {
    try (Admin admin = admin(cluster)) {
      Map<String, Integer> existing = new TopicSetup(admin).existing();
      List<CatalogueTopic> topics = CatalogueTopic.all(1, (short) 1, config.retention());
      output.show(spec, () -> asJson(topics, existing), out -> printTable(out, topics, existing));
    }
    return 0;
  }

  private static ArrayNode asJson(List<CatalogueTopic> topics, Map<String, Integer> existing) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (CatalogueTopic topic : topics) {
      var row = rows.addObject();
      row.put("name", topic.name());
      row.put("exists", existing.containsKey(topic.name()));
      row.put("partitions", existing.get(topic.name()));
      row.put("cleanup", topic.cleanup());
      row.put("retention_ms", topic.retentionMillis());
      row.put("subject", topic.subject().orElse(null));
    }
    return rows;
  }

  private static void printTable(
      PrintWriter out, List<CatalogueTopic> topics, Map<String, Integer> existing) {
    String row = "%-24s %-10s %-15s %-10s %s%n";
    out.printf(row, "TOPIC", "PARTITIONS", "CLEANUP", "RETENTION", "SUBJECT");
    for (CatalogueTopic topic : topics) {
      Integer partitions = existing.get(topic.name());
      out.printf(
          row,
          topic.name(),
          partitions == null ? "missing" : partitions,
          topic.cleanup(),
          retention(topic.retentionMillis()),
          topic.subject().orElse("-"));
    }
  }

  private static String retention(long millis) {
    return millis < 0 ? "for ever" : Duration.ofMillis(millis).toDays() + " days";
  }

  private static Admin admin(ClusterOption cluster) {
    return Admin.create(
        Map.of("bootstrap.servers", cluster.kafka(), "client.id", "penstock-topics"));
  }
}
