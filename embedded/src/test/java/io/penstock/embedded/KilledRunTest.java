package io.penstock.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {
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

      assertThat(new KafkaClient(kafka.bootstrapServers()).committed("things"))
          .containsExactly("written");
      assertThat(new RegistryClient(registry.url()).register("things-value", "other").statusCode())
          .isEqualTo(409);
      assertThat(rows.next()).isTrue();
    }
  }

  private void writeAndBeKilled(int kafkaPort, int registryPort, int postgresPort)
      throws Exception {
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
            .start();
    try (var lines = new BufferedReader(new InputStreamReader(victim.getInputStream(), UTF_8))) {
      assertThat(lines.lines().anyMatch("written"::equals)).isTrue();
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private boolean isRunning(String pidFile) throws Exception {
    String pid = Files.readString(dir.resolve(pidFile)).lines().findFirst().orElseThrow();
    return ProcessHandle.of(Long.parseLong(pid.strip())).isPresent();
  }
}
