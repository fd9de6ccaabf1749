package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.ComposeFile.Service;
import io.penstock.app.process.Opened;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * The whole compose file on this machine. Our services run from the distribution with exactly the
 * command and the environment of the file; Kafka, registry and Postgres are the same programs that
 * the images hold, at the names and ports of the file. Services start in the order and after the
 * conditions of the file.
 */
final class ComposeStack implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Each look is a program that starts. */
  private static final Duration PROBE = Duration.ofSeconds(1);

  /** What the image of servers holds, and the whole program. */
  private static final Path SERVER = Path.of("target/penstock").toAbsolutePath();

  private static final Path WHOLE = Path.of("../app/target/penstock").toAbsolutePath();
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final ComposeFile file;
  private final Path dir;
  private final ComposeNetwork network;
  private final Opened opened = new Opened();
  private final Set<String> started = new HashSet<>();
  private final Map<String, ComposeProcess> ours = new LinkedHashMap<>();

  private ComposeStack(ComposeFile file, Path dir) throws IOException {
    this.file = file;
    this.dir = dir;
    this.network = ComposeNetwork.of(file.services().stream().map(Service::name).toList(), dir);
  }

  /** Starts everything and waits until all of it is healthy. */
  static ComposeStack start(ComposeFile file, Path dir) throws Exception {
    ComposeStack stack = new ComposeStack(file, dir);
    try {
      for (Service service : file.services()) {
        stack.start(service);
      }
      for (Service service : file.ours()) {
        if (!service.healthCheck().isEmpty()) {
          stack.awaitHealthy(service);
        }
      }
      return stack;
    } catch (Exception | AssertionError e) {
      stack.close();
      throw e;
    }
  }

  /** Where a service listens at a port of its container. */
  URI url(String service, int port) {
    return URI.create("http://" + network.address(service) + ":" + port);
  }

  /** The directory in which a service of ours works: the volume of its container. */
  Path workingDirectory(String service) {
    return dir.resolve(service);
  }

  /** Sends SIGTERM to each of our services and requires of each that it ends well. */
  void stopOurs() throws Exception {
    List<ComposeProcess> lastFirst = new ArrayList<>(ours.values()).reversed();
    lastFirst.forEach(ComposeProcess::stop);
    for (ComposeProcess process : lastFirst) {
      process.requireCleanEnd();
    }
  }

  @Override
  public void close() {
    opened.close();
  }

  private void start(Service service) throws Exception {
    if (!started.add(service.name())) {
      return;
    }
    for (var dependency : service.dependencies().entrySet()) {
      Service before = file.service(dependency.getKey());
      start(before);
      if (before.isBuiltHere()) {
        await(before, dependency.getValue());
      }
    }
    if (service.isBuiltHere()) {
      ours.put(service.name(), opened.add(run(service, service.command(), service.name())));
    } else {
      standIn(service);
    }
  }

  /** Returns when it is up. */
  private void standIn(Service service) throws Exception {
    switch (service.name()) {
      case "kafka" -> startKafka(service);
      case "registry" -> startRegistry(service);
      case "postgres" ->
          opened.add(
              ComposeDatabase.start(
                  dir.resolve("postgres"),
                  network.address("postgres"),
                  service.environment(),
                  file.contents(service)));
      default -> throw new IllegalStateException("nothing stands in for " + service.name());
    }
  }

  private void startKafka(Service service) throws IOException {
    String classPath = System.getProperty("java.class.path");
    ComposeProcess broker =
        inNetwork(
            service,
            List.of(
                JAVA, "-XX:TieredStopAtLevel=1", "-cp", classPath, ComposeBroker.class.getName()));
    Awaitility.await("kafka")
        .atMost(PATIENCE)
        .until(() -> isRunning(broker) && broker.output().contains(ComposeBroker.UP));
  }

  /** The image, too, names the address to listen on by a property. */
  private void startRegistry(Service service) throws IOException {
    String address = network.address(service.name());
    ComposeProcess registry =
        inNetwork(
            service,
            List.of(
                JAVA,
                "-Dquarkus.http.host=" + address,
                "-Dquarkus.management.host=" + address,
                "-XX:TieredStopAtLevel=1",
                "-jar",
                WHOLE.resolve("registry/quarkus-run.jar").toString()));
    URI subjects = url(service.name(), 8080).resolve("/apis/ccompat/v7/subjects");
    Awaitility.await("registry")
        .atMost(PATIENCE)
        .until(() -> isRunning(registry) && answers(subjects));
  }

  private ComposeProcess inNetwork(Service service, List<String> words) throws IOException {
    Map<String, String> environment = new HashMap<>(service.environment());
    environment.put("JAVA_TOOL_OPTIONS", network.javaOption());
    return opened.add(ComposeProcess.start(words, environment, workingDirectory(service.name())));
  }

  /** One of our programs in the container of a service; its output goes beside {@code name}. */
  private ComposeProcess run(Service service, List<String> command, String name)
      throws IOException {
    List<String> words = new ArrayList<>();
    Path distribution = service.target().equals("server") ? SERVER : WHOLE;
    words.add(distribution.resolve("penstock").toString());
    words.addAll(command);
    Map<String, String> environment = new HashMap<>(service.environment());
    // The image sets the first; the second stands for the names that a container knows, and for
    // nobody being here for long enough for the second compiler to pay.
    environment.put("PENSTOCK_JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_TOOL_OPTIONS", network.javaOption() + " -XX:TieredStopAtLevel=1");
    return ComposeProcess.start(words, environment, dir.resolve(name));
  }

  private void await(Service service, String condition) throws Exception {
    if (condition.equals(ComposeFile.COMPLETED)) {
      processOf(service).requireCleanEnd();
    } else {
      awaitHealthy(service);
    }
  }

  private void awaitHealthy(Service service) {
    ComposeProcess process = processOf(service);
    assertThat(service.healthCheck()).as(service.name()).startsWith("penstock");
    List<String> check = service.healthCheck().subList(1, service.healthCheck().size());
    Awaitility.await(service.name())
        .atMost(PATIENCE)
        .pollInterval(PROBE)
        .until(() -> isRunning(process) && succeeds(service, check));
  }

  private ComposeProcess processOf(Service service) {
    return Objects.requireNonNull(ours.get(service.name()), service.name());
  }

  private boolean succeeds(Service service, List<String> check) throws Exception {
    try (ComposeProcess probe = run(service, check, service.name() + "-health")) {
      return probe.exitCode() == 0;
    }
  }

  /** What has ended will never be ready. */
  private static boolean isRunning(ComposeProcess process) throws IOException {
    if (!process.process().isAlive()) {
      throw new IllegalStateException("it ended: " + process.output());
    }
    return true;
  }

  private static boolean answers(URI address) throws IOException {
    try {
      return ((HttpURLConnection) address.toURL().openConnection()).getResponseCode() == 200;
    } catch (ConnectException e) {
      return false;
    }
  }
}
