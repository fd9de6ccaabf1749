package io.penstock.queries;

import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** One real broker with Penstock's topics, shared by all tests of this module. */
final class Broker {
  static final int PARTITIONS = 4;
  static final String REGISTRY = "memory://queries";

  private static final String BOOTSTRAP_SERVERS = start();

  private Broker() {}

  static String bootstrapServers() {
    return BOOTSTRAP_SERVERS;
  }

  private static String start() {
    try {
      Path dir = Files.createTempDirectory("penstock-queries-kafka");
      EmbeddedKafka kafka = EmbeddedKafka.start(dir, "localhost", 0);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kafka, dir)));
      List<NewTopic> topics = new ArrayList<>();
      for (Topic<?> topic : Topics.ALL) {
        topics.add(topic.creation(PARTITIONS, (short) 1));
      }
      topics.add(Topics.deadLetters(Topics.VIEWS_DEAD_LETTERS, (short) 1));
      topics.add(Topics.deadLetters(Topics.SINKS_DEAD_LETTERS, (short) 1));
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin.createTopics(topics).all().get();
      }
      return kafka.bootstrapServers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void stop(EmbeddedKafka kafka, Path dir) {
    kafka.close();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
