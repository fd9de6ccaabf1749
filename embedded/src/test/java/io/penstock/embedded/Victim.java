package io.penstock.embedded;

import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.embedded.registry.EmbeddedRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.concurrent.CountDownLatch;

/** A program that starts everything, writes something everywhere, and waits to be killed. */
final class Victim {
  private Victim() {}

  /** Directory, then the ports of Kafka, registry and Postgres. */
  public static void main(String[] args) {
    try {
      write(args);
    } catch (Exception e) {
      // What has started has threads that would keep it alive.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void write(String[] args) throws Exception {
    Path dir = Path.of(args[0]);
    var kafka = EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", Integer.parseInt(args[1]));
    var registry =
        EmbeddedRegistry.start(dir.resolve("registry"), "127.0.0.1", Integer.parseInt(args[2]));
    var postgres =
        EmbeddedPostgres.start(dir.resolve("postgres"), "127.0.0.1", Integer.parseInt(args[3]));

    KafkaClient client = new KafkaClient(kafka.bootstrapServers());
    client.createTopic("things");
    client.commit("things", "written");
    new RegistryClient(registry.url()).register("things-value", "name");
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE things AS SELECT 'written' AS name");
    }
    System.out.println("written");
    new CountDownLatch(1).await();
  }
}
