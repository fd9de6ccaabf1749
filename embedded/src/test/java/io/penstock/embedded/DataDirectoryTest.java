package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path dir;

  @Test
  void tellsTheSecondUserWhoTheFirstIs() {
    try (var first = DataDirectory.lock(dir.resolve("data"))) {
      assertThatThrownBy(() -> DataDirectory.lock(first.path()))
          .isInstanceOf(DataDirectory.InUseException.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void isFreeAgainWhenTheFirstHasLeft() {
    DataDirectory.lock(dir).close();

    try (var second = DataDirectory.lock(dir)) {
      assertThat(second.path()).isEqualTo(dir.toAbsolutePath());
    }
  }
}
