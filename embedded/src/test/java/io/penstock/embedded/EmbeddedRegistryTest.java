package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.registry.EmbeddedRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

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
  void takesOverWhatAKilledRunHasLeftAtThePort() throws Exception {
    int port = Ports.choose("127.0.0.1", 0);
    try (var left = EmbeddedRegistry.start(dir, "127.0.0.1", port)) {
      String number = Files.readString(dir.resolve("registry.pid"));
      assertThat(EmbeddedRegistry.leftoverHas(dir, port)).isTrue();

      try (var next = EmbeddedRegistry.start(dir, "127.0.0.1", port)) {
        assertThat(dir.resolve("registry.pid")).hasContent(number);
        assertThat(new RegistryClient(next.url()).register("things-value", "name").statusCode())
            .isEqualTo(200);
      }
      assertThat(left.ended()).succeedsWithin(PATIENCE);
    }
  }

  @Test
  void endsWhatAKilledRunHasLeftElsewhere() throws Exception {
    try (var left = EmbeddedRegistry.start(dir, "127.0.0.1", 0);
        var next = EmbeddedRegistry.start(dir, "127.0.0.1", 0)) {

      assertThat(left.ended()).succeedsWithin(PATIENCE);
      assertThat(next.url()).isNotEqualTo(left.url());
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
