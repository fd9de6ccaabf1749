package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the distribution where nothing has ever run: empty home, no temporary files. */
class FreshMachineIT {
  private static final Path LAUNCHER = Path.of("target/penstock/penstock").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path dir;
  private Path home = Path.of("");
  private Path temporary = Path.of("");

  @BeforeEach
  void emptyThem() throws IOException {
    home = Files.createDirectory(dir.resolve("home"));
    temporary = Files.createDirectory(dir.resolve("tmp"));
  }

  @Test
  void isTheLauncherOfTheReadme() throws Exception {
    assertThat(LAUNCHER).hasSameTextualContentAs(Path.of("../penstock"));
  }

  @Test
  void helps() throws Exception {
    Process process = launch("help", "--help");

    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(dir.resolve("help.out")).content().startsWith("Usage: penstock");
  }

  @Test
  void comesUpOnceAndLeavesItsProgramsToTheUserAlone() throws Exception {
    Process up =
        launch(
            "up",
            "up",
            "--once",
            "--data",
            dir.resolve("data").toString(),
            "--http-port",
            "0",
            "--kafka-port",
            "0",
            "--registry-port",
            "0",
            "--postgres-port",
            "0");

    try {
      assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(errors("up")).isTrue();
    } finally {
      up.destroy();
    }
    assertThat(up.exitValue()).as(errors("up")).isZero();
    assertThat(dir.resolve("up.out")).content().startsWith("ready http=http://127.0.0.1:");
    assertThat(permissions(home.resolve(".cache/penstock"))).isEqualTo("rwx------");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("postgres") || name.contains("embedded-pg"));
    }
  }

  private Process launch(String name, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().put("HOME", home.toString());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("PENSTOCK_JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put("PENSTOCK_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary + " -Duser.home=" + home);
    return builder
        .redirectOutput(dir.resolve(name + ".out").toFile())
        .redirectError(dir.resolve(name + ".err").toFile())
        .start();
  }

  private String errors(String name) throws IOException {
    return Files.readString(dir.resolve(name + ".err"), UTF_8);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
