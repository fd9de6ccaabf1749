package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  @TempDir Path empty;

  @Test
  void saysWhenTheNamedJdkIsNone() throws Exception {
    ProcessBuilder launcher =
        new ProcessBuilder("../penstock", "--version").redirectErrorStream(true);
    launcher.environment().put("PENSTOCK_JAVA_HOME", empty.toString());

    Process process = launcher.start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("PENSTOCK_JAVA_HOME=" + empty + " is no JDK 25 or later");
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
