package io.penstock.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PenstockConfigTest {
  @TempDir Path dir;

  @Test
  void takesTheEnvironmentBeforeTheFileBeforeTheDefault() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("penstock.properties"),
            "PENSTOCK_HTTP_PORT=1111\nPENSTOCK_STREAMS_THREADS=7\n");

    var config = PenstockConfig.from(Map.of("PENSTOCK_HTTP_PORT", "2222", "PATH", "/bin"), file);

    assertThat(config.number(Setting.HTTP_PORT)).isEqualTo(2222);
    assertThat(config.number(Setting.STREAMS_THREADS)).isEqualTo(7);
    assertThat(config.millis(Setting.COMMIT_INTERVAL_MS)).isEqualTo(Duration.ofMillis(20));
    assertThat(config.replicationFactor()).isEqualTo((short) -1);
    assertThat(config.isGiven(Setting.PARTITIONS)).isFalse();
  }

  @Test
  void refusesAnUnknownKeyByName() throws Exception {
    Path file = Files.writeString(dir.resolve("my.properties"), "PENSTOCK_HTTP_PROT=1\n");

    assertThatThrownBy(() -> PenstockConfig.from(Map.of("PENSTOCK_KAFKA", "here:1"), null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("unknown setting PENSTOCK_KAFKA in the environment");
    assertThatThrownBy(() -> PenstockConfig.from(Map.of(), file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("PENSTOCK_HTTP_PROT in " + file);
  }

  @Test
  void leavesTheLaunchersVariablesToTheLauncher() {
    var config = PenstockConfig.from(Map.of("PENSTOCK_JAVA_OPTS", "-Xmx1g"), null);

    assertThat(config.find(Setting.INSTANCE_ID)).isEmpty();
  }

  @Test
  void refusesAValueOfTheWrongKind() {
    for (String port : List.of("http", "-1", "65536", "", "99999999999")) {
      assertThatThrownBy(() -> PenstockConfig.from(Map.of("PENSTOCK_HTTP_PORT", port), null))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("PENSTOCK_HTTP_PORT: '" + port + "' is not a port");
    }
    assertThatThrownBy(() -> PenstockConfig.of(Map.of(Setting.PARTITIONS, "0")))
        .hasMessageContaining("PENSTOCK_PARTITIONS: '0' is not a whole number, 1 to");
  }
}
