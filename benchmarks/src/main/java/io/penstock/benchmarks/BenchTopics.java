package io.penstock.benchmarks;

import io.penstock.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of a run: the catalogue's and those of the yardstick. */
final class BenchTopics {
  static final String IN = "bench.in";
  static final String OUT = "bench.out";

  private BenchTopics() {}

  static void create(String bootstrapServers, int partitions) {
    List<NewTopic> topics = new ArrayList<>();
    Topics.ALL.forEach(topic -> topics.add(topic.creation(partitions, (short) 1)));
    Topics.DEAD_LETTERS.forEach(name -> topics.add(Topics.deadLetters(name, (short) 1)));
    topics.add(new NewTopic(IN, partitions, (short) 1));
    topics.add(new NewTopic(OUT, partitions, (short) 1));
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers))) {
      admin.createTopics(topics).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("topics cannot be created", e);
    }
  }
}
