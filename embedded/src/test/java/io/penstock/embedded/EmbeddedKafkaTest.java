package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.kafka.EmbeddedKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @TempDir Path dir;

  @Test
  void keepsCommittedRecordsOverARestart() throws Exception {
    try (var kafka = EmbeddedKafka.start(dir, "127.0.0.1", 0)) {
      var client = new KafkaClient(kafka.bootstrapServers());
      client.createTopic("things");
      client.commit("things", "before");
    }

    try (var kafka = EmbeddedKafka.start(dir, "127.0.0.1", 0)) {
      var client = new KafkaClient(kafka.bootstrapServers());
      client.commit("things", "after");

      assertThat(client.committed("things")).containsExactly("before", "after");
    }
  }

  @Test
  void createsNoTopicByItselfAndFencesTransactionsByVersionTwo() throws Exception {
    try (var kafka = EmbeddedKafka.start(dir, "127.0.0.1", 0);
        var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      assertThatThrownBy(() -> send(kafka.bootstrapServers(), "unknown"))
          .hasCauseInstanceOf(TimeoutException.class);

      assertThat(admin.listTopics().names().get()).doesNotContain("unknown");
      assertThat(admin.describeFeatures().featureMetadata().get().finalizedFeatures())
          .hasEntrySatisfying(
              "transaction.version",
              version -> assertThat(version.maxVersionLevel()).isEqualTo((short) 2));
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedKafka.start(dir, "127.0.0.1", other.getLocalPort()))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + other.getLocalPort());
    }
  }

  private static void send(String bootstrapServers, String topic) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", "1000"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "key", "value")).get();
    }
  }
}
