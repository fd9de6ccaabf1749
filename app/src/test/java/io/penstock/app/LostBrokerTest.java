package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.topics.CatalogueTopic;
import io.penstock.app.topics.TopicSetup;
import io.penstock.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of three brokers is lost in the midst of load. */
@Timeout(300)
class LostBrokerTest {
  private static final int RECORDS = 3_000;
  private static final String TOPIC = Topics.LEDGER_ENTRIES.name();

  @TempDir Path dir;

  @Test
  void losesNothingThatWasAcknowledged() throws Exception {
    try (var brokers = ThreeBrokers.start(dir);
        var admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
      new TopicSetup(admin).createTopics(4, (short) -1);
      // A broker may not know yet what another one has just created.
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(copies(admin)).containsOnly(3);
                assertThat(inSync(admin)).containsOnly("2");
              });

      Sent sent = writeAndLoseOne(brokers);

      // A client may be told that a record failed; never that it was kept when it was not.
      assertThat(sent.acknowledged.size() + sent.failures.size()).isEqualTo(RECORDS);
      assertThat(sent.failures).hasSizeLessThan(RECORDS / 10);
      assertThat(committed(brokers)).containsAll(sent.acknowledged);
    }
  }

  private record Sent(Set<String> acknowledged, Map<String, Exception> failures) {}

  private static Sent writeAndLoseOne(ThreeBrokers brokers) throws Exception {
    Sent sent = new Sent(new ConcurrentSkipListSet<>(), new ConcurrentSkipListMap<>());
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers.bootstrapServers(), "batch.size", 512);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int n = 0; n < RECORDS; n++) {
        String value = "record-" + n;
        var _ =
            producer.send(
                new ProducerRecord<>(TOPIC, n % 4, value, value),
                (_, failure) -> {
                  if (failure == null) {
                    sent.acknowledged.add(value);
                  } else {
                    sent.failures.put(value, failure);
                  }
                });
        if (n == RECORDS / 2) {
          brokers.kill(1);
        }
      }
      producer.flush();
    }
    return sent;
  }

  private static List<Integer> copies(Admin admin) throws Exception {
    return admin.describeTopics(topics()).allTopicNames().get().values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .map(partition -> partition.replicas().size())
        .toList();
  }

  private static List<String> inSync(Admin admin) throws Exception {
    List<ConfigResource> resources =
        topics().stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    return admin.describeConfigs(resources).all().get().values().stream()
        .map(config -> config.get("min.insync.replicas").value())
        .toList();
  }

  private static List<String> topics() {
    return CatalogueTopic.all(1, (short) 1).stream().map(CatalogueTopic::name).toList();
  }

  private static Set<String> committed(ThreeBrokers brokers) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", brokers.bootstrapServers(), "isolation.level", "read_committed");
    Set<String> values = new HashSet<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(TOPIC)
          .forEach(p -> partitions.add(new TopicPartition(TOPIC, p.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
