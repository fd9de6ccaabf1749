package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.ComposeFile.Service;
import io.penstock.app.roles.RoleName;
import io.penstock.psp.simulator.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
  private final ComposeFile file;

  ComposeFileTest() throws IOException {
    file = ComposeFile.read();
  }

  @Test
  void runsEachRoleOnce() {
    List<RoleName> run =
        file.ours().stream()
            .map(Service::command)
            .filter(command -> command.getFirst().equals("run"))
            .flatMap(command -> RoleName.of(command.subList(1, command.size())).stream())
            .toList();

    assertThat(run).containsExactlyInAnyOrderElementsOf(RoleName.all());
  }

  @Test
  void watchesWhateverStaysUp() {
    assertThat(file.services())
        .allSatisfy(
            service -> {
              if (isAwaitedToEnd(service)) {
                assertThat(service.restart()).isEqualTo("on-failure");
              } else {
                assertThat(service.healthCheck()).as(service.name()).isNotEmpty();
                assertThat(service.restart()).as(service.name()).isEqualTo("unless-stopped");
              }
            });
    assertThat(file.services().stream().filter(this::isAwaitedToEnd))
        .singleElement()
        .satisfies(topics -> assertThat(topics.command()).containsExactly("topics", "create"));
  }

  @Test
  void awaitsOnlyWhatCanBeAwaited() {
    for (Service service : file.services()) {
      service
          .dependencies()
          .forEach(
              (name, condition) ->
                  assertThat(condition)
                      .as("%s awaits %s", service.name(), name)
                      .isEqualTo(
                          isAwaitedToEnd(file.service(name))
                              ? ComposeFile.COMPLETED
                              : ComposeFile.HEALTHY));
    }
  }

  @Test
  void opensTheTwoDoorsToThisMachineOnly() {
    var open =
        file.services().stream()
            .filter(service -> !service.ports().isEmpty())
            .collect(Collectors.toMap(Service::name, Service::ports));

    assertThat(open)
        .containsOnlyKeys("ingest-api", "kafka", "registry")
        .containsEntry("ingest-api", List.of("127.0.0.1:8080:8080"))
        .containsEntry("kafka", List.of("127.0.0.1:9092:19092"))
        .containsEntry("registry", List.of("127.0.0.1:8081:8080"));
    assertThat(file.service("kafka").environment("KAFKA_ADVERTISED_LISTENERS"))
        .isEqualTo("CLIENTS://kafka:9092,HOST://127.0.0.1:9092");
  }

  @Test
  void runsTheBrokerThatWeAreBuiltWith() {
    assertThat(file.service("kafka").imageVersion()).isEqualTo(AppInfoParser.getVersion());
  }

  @Test
  void keepsStateInVolumes() throws IOException {
    List<String> used =
        file.services().stream().flatMap(service -> service.volumes().stream()).toList();

    assertThat(used).map(use -> use.replaceAll(":.*", "")).hasSameElementsAs(file.volumes());
    assertThat(file.ours())
        .filteredOn(service -> service.environment().containsKey("PENSTOCK_STATE_DIR"))
        .extracting(Service::name)
        .containsExactlyInAnyOrder("topologies", "views");
    for (String name : List.of("topologies", "views")) {
      Service service = file.service(name);
      // Relative to the image's working directory, which is the volume.
      assertThat(Path.of(service.environment("PENSTOCK_STATE_DIR"))).isRelative();
      assertThat(service.volumes()).containsExactly(name + "-state:" + imageDirective("WORKDIR"));
    }
  }

  @Test
  void paysThroughTheStandIn() {
    String port = file.service("simulator").environment("PENSTOCK_HTTP_PORT");

    assertThat(List.of("psp", "ingest-api"))
        .map(name -> file.service(name))
        .allSatisfy(
            service ->
                assertThat(service.environment())
                    .containsEntry("PENSTOCK_STRIPE_API_KEY", SimulatorSettings.API_KEY)
                    .containsEntry("PENSTOCK_STRIPE_BASE_URL", "http://simulator:" + port)
                    .containsEntry(
                        "PENSTOCK_STRIPE_WEBHOOK_SECRET", SimulatorSettings.WEBHOOK_SECRET));
  }

  @Test
  void imageStartsTheLauncherAsAPlainUser() throws IOException {
    assertThat(imageDirective("ENTRYPOINT")).isEqualTo("[\"penstock\"]");
    assertThat(imageDirective("STOPSIGNAL")).isEqualTo("SIGTERM");
    assertThat(imageDirective("USER")).isEqualTo("penstock");
    assertThat(imageDirective("VOLUME")).isEqualTo(imageDirective("WORKDIR"));
    assertThat(dockerfile()).contains("FROM eclipse-temurin:25-jre AS base");
    assertThat(imageDirective("FROM"))
        .as("what is built where nobody says")
        .isEqualTo("base AS server");
  }

  @Test
  void rolesRunTheServerImageAndTheStandInItsOwn() throws IOException {
    assertThat(file.ours())
        .allSatisfy(
            service -> {
              boolean standIn = service.command().getFirst().equals("simulator");
              assertThat(service.target()).isEqualTo(standIn ? "simulator" : "server");
              assertThat(service.image()).isEqualTo(standIn ? "penstock-simulator" : "penstock");
            });
    assertThat(dockerfile())
        .contains(
            "FROM base AS simulator", "COPY --from=build /source/app/target/penstock /opt/penstock")
        .contains(
            "FROM base AS server",
            "COPY --from=build /source/server/target/penstock /opt/penstock");
  }

  private boolean isAwaitedToEnd(Service service) {
    return file.services().stream()
        .anyMatch(other -> ComposeFile.COMPLETED.equals(other.dependencies().get(service.name())));
  }

  /** The last word on it in the Dockerfile, which is that of the image we ship. */
  private static String imageDirective(String name) throws IOException {
    return dockerfile().stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .toList()
        .getLast();
  }

  private static List<String> dockerfile() throws IOException {
    return Files.readAllLines(Path.of("../Dockerfile"));
  }
}
