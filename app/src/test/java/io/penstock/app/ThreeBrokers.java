package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of three, each `penstock broker` in a process of its own. */
final class ThreeBrokers implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final List<Integer> ports = ports();
  private final Path dir;
  private final String voters;

  private ThreeBrokers(Path dir) {
    this.dir = dir;
    List<Integer> controllers = ports();
    voters =
        IntStream.range(0, 3)
            .mapToObj(n -> (n + 1) + "@127.0.0.1:" + controllers.get(n))
            .collect(Collectors.joining(","));
  }

  /** Returns when all of them take requests. */
  static ThreeBrokers start(Path dir) throws IOException {
    ThreeBrokers brokers = new ThreeBrokers(dir);
    for (int n = 0; n < 3; n++) {
      brokers.processes.add(brokers.launch(n));
    }
    for (Process broker : brokers.processes) {
      assertThat(broker.inputReader(UTF_8).readLine()).startsWith("ready kafka=");
    }
    return brokers;
  }

  String bootstrapServers() {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** Kills one of them without warning. */
  void kill(int n) throws InterruptedException {
    processes.get(n).destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  private Process launch(int n) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx192m",
            "-cp",
            System.getProperty("java.class.path"),
            Penstock.class.getName(),
            "broker",
            "--id=" + (n + 1),
            "--voters=" + voters,
            "--port=" + ports.get(n),
            "--data=" + dir.resolve("broker-" + (n + 1)));
    return new ProcessBuilder(command)
        .redirectError(dir.resolve("broker-" + (n + 1) + ".err").toFile())
        .start();
  }

  private static List<Integer> ports() {
    return IntStream.range(0, 3).mapToObj(_ -> Ports.choose("127.0.0.1", 0)).distinct().toList();
  }
}
