package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {
  @TempDir Path dir;

  @Test
  void keepsIdsOverARestartAndRefusesWhatOldReadersCouldNotRead() throws Exception {
    String first;
    try (var registry = EmbeddedRegistry.start(dir, "127.0.0.1", 0)) {
      var client = new RegistryClient(registry.url());
      first = client.register("things-value", "name").body();

      assertThat(first).contains("\"id\":");
      assertThat(client.register("things-value", "other").statusCode()).isEqualTo(409);
    }

    assertThat(dir.resolve("registry.pid")).doesNotExist();

    try (var registry = EmbeddedRegistry.start(dir, "127.0.0.1", 0)) {
      var client = new RegistryClient(registry.url());

      assertThat(client.register("things-value", "name").body()).isEqualTo(first);
      assertThat(client.register("things-value", "other").statusCode()).isEqualTo(409);
    }
  }

  @Test
  void leavesAProcessAloneThatGotTheOldNumber() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Path pidFile = dir.resolve("registry.pid");
      Files.writeString(pidFile, Long.toString(stranger.pid()));

      Leftover.end(pidFile, "-Dpenstock.registry.dir=" + dir, "TERM");

      assertThat(stranger.isAlive()).isTrue();
      assertThat(pidFile).doesNotExist();
    } finally {
      stranger.destroyForcibly();
    }
  }
}
