package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServerDistributionIT {
  private static final Path DISTRIBUTION = Path.of("target/penstock").toAbsolutePath();

  @Test
  void holdsNeitherBrokerNorPostgresNorSimulatorNorBenchmarks() throws Exception {
    try (Stream<Path> libraries = Files.list(DISTRIBUTION.resolve("lib"))) {
      for (Path library : libraries.toList()) {
        try (JarFile jar = new JarFile(library.toFile())) {
          assertThat(jar.stream().map(Object::toString))
              .as(library.toString())
              .noneMatch(
                  name ->
                      name.endsWith(".txz")
                          || name.startsWith("kafka/server/")
                          || name.startsWith("io/penstock/psp/simulator/")
                          || name.startsWith("io/penstock/benchmarks/")
                          || name.startsWith("io/penstock/chaos/"));
        }
      }
    }
    assertThat(DISTRIBUTION.resolve("registry")).doesNotExist();
  }

  @Test
  void offersEveryCommandThatNeedsNothingOfThat() throws Exception {
    Process help =
        new ProcessBuilder(DISTRIBUTION.resolve("penstock").toString(), "--help").start();
    List<String> lines = new String(help.getInputStream().readAllBytes(), UTF_8).lines().toList();

    assertThat(help.waitFor()).isZero();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("  run "))
        .anyMatch(line -> line.startsWith("  topics "))
        .anyMatch(line -> line.startsWith("  health "))
        .noneMatch(line -> line.startsWith("  up "))
        .noneMatch(line -> line.startsWith("  simulator "))
        .noneMatch(line -> line.startsWith("  bench "))
        .noneMatch(line -> line.startsWith("  chaos "));
  }
}
