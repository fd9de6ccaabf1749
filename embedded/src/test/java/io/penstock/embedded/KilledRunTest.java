package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.kafka.LostMarkers;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.embedded.registry.EmbeddedRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path dir;

  @Test
  void comesUpOnTheSamePortsWithAllDataAfterAKill() throws Exception {
    int kafkaPort = Ports.choose("127.0.0.1", 0);
    int registryPort = Ports.choose("127.0.0.1", 0);
    int postgresPort = Ports.choose("127.0.0.1", 0);
    writeAndBeKilled(kafkaPort, registryPort, postgresPort);
    assertThat(isRunning("registry/registry.pid")).isTrue();
    assertThat(isRunning("postgres/data/postmaster.pid")).isTrue();

    try (var kafka = EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", kafkaPort);
        var registry = EmbeddedRegistry.start(dir.resolve("registry"), "127.0.0.1", registryPort);
        var postgres = EmbeddedPostgres.start(dir.resolve("postgres"), "127.0.0.1", postgresPort);
        var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var rows = connection.createStatement().executeQuery("SELECT name FROM things")) {

      LostMarkers.write(kafka.bootstrapServers());
      assertThat(new KafkaClient(kafka.bootstrapServers()).committed("things"))
          .containsExactly("written");
      assertThat(new RegistryClient(registry.url()).register("things-value", "other").statusCode())
          .isEqualTo(409);
      assertThat(rows.next()).isTrue();
    }
  }

  private void writeAndBeKilled(int kafkaPort, int registryPort, int postgresPort)
      throws Exception {
    Path output = dir.resolve("victim.out");
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                dir.toString(),
                Integer.toString(kafkaPort),
                Integer.toString(registryPort),
                Integer.toString(postgresPort))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output.toFile())
            .start();
    try {
      // Not by reading its output: that could not be interrupted.
      await().atMost(PATIENCE).until(() -> !victim.isAlive() || hasWritten(output));
      assertThat(hasWritten(output)).isTrue();
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private static boolean hasWritten(Path output) throws Exception {
    return Files.readAllLines(output).contains("written");
  }

  private boolean isRunning(String pidFile) throws Exception {
    String pid = Files.readString(dir.resolve(pidFile)).lines().findFirst().orElseThrow();
    return ProcessHandle.of(Long.parseLong(pid.strip())).isPresent();
  }
}
