package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What `docker-compose.yml` says. */
record ComposeFile(JsonNode root) {
  static final String HEALTHY = "service_healthy";
  static final String COMPLETED = "service_completed_successfully";

  static ComposeFile read() throws IOException {
    String text = Files.readString(Path.of("../docker-compose.yml"));
    // So that what stands in the file is what containers get, whoever starts them.
    assertThat(text.replace("$$", "")).as("no variable of the caller").doesNotContain("$");
    Object parsed = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return new ComposeFile(new JsonMapper().valueToTree(parsed));
  }

  List<Service> services() {
    return root.get("services").propertyStream().map(Service::of).toList();
  }

  /** Those of the image that is built here. */
  List<Service> ours() {
    return services().stream().filter(Service::isBuiltHere).toList();
  }

  Service service(String name) {
    return services().stream().filter(found -> found.name().equals(name)).findFirst().orElseThrow();
  }

  Set<String> volumes() {
    return entries(root.get("volumes")).keySet();
  }

  /** The files that a service finds in its container, in the order of their paths. */
  List<String> contents(Service service) {
    return service
        .node()
        .path("configs")
        .valueStream()
        .sorted((a, b) -> a.get("target").asText().compareTo(b.get("target").asText()))
        .map(use -> root.get("configs").get(use.get("source").asText()).get("content").asText())
        .toList();
  }

  private static Map<String, JsonNode> entries(JsonNode object) {
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    object.propertyStream().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }

  /** One service. */
  record Service(String name, JsonNode node) {
    private static Service of(Map.Entry<String, JsonNode> entry) {
      return new Service(entry.getKey(), entry.getValue());
    }

    boolean isBuiltHere() {
      return node.has("build");
    }

    /** The stage of the Dockerfile that is built for it. */
    String target() {
      return node.get("build").get("target").asText();
    }

    String image() {
      return node.get("image").asText();
    }

    /** The part of the image's name that tells its version. */
    String imageVersion() {
      return image().substring(image().indexOf(':') + 1);
    }

    List<String> command() {
      return texts("command");
    }

    Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      entries(node.get("environment"))
          .forEach((key, value) -> environment.put(key, value.asText().replace("$$", "$")));
      return environment;
    }

    String environment(String key) {
      return Objects.requireNonNull(environment().get(key), name + " has no " + key);
    }

    /** Names of the services that come before this one, with what is awaited of each. */
    Map<String, String> dependencies() {
      Map<String, String> conditions = new LinkedHashMap<>();
      entries(node.path("depends_on"))
          .forEach((name, how) -> conditions.put(name, how.get("condition").asText()));
      return conditions;
    }

    String restart() {
      return node.path("restart").asText();
    }

    /** The words of the health check, without the leading CMD; empty where there is none. */
    List<String> healthCheck() {
      List<String> words =
          node.path("healthcheck").path("test").valueStream().map(JsonNode::asText).toList();
      return words.isEmpty() ? words : words.subList(1, words.size());
    }

    List<String> ports() {
      return texts("ports");
    }

    List<String> volumes() {
      return texts("volumes");
    }

    private List<String> texts(String member) {
      Stream<JsonNode> values = node.path(member).valueStream();
      return values.map(JsonNode::asText).toList();
    }
  }
}
