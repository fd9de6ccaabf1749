package io.penstock.chaos.checker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Schemas by their numbers, asked of the registry by plain HTTP and kept. */
final class RegistrySchemas {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST = 10_000;

  private final HttpClient http;
  private final String url;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, Optional<Schema>> known = new HashMap<>();

  RegistrySchemas(HttpClient http, String url) {
    this.http = http;
    this.url = url;
  }

  /** Null where the registry has no such schema. */
  @Nullable Schema find(int id) throws IOException, InterruptedException {
    Optional<Schema> found = known.get(id);
    if (found == null) {
      found = ask(id);
      if (known.size() < MOST) {
        known.put(id, found);
      }
    }
    return found.orElse(null);
  }

  private Optional<Schema> ask(int id) throws IOException, InterruptedException {
    if (id < 1) {
      return Optional.empty();
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + id)).timeout(PATIENCE).build();
    var answer = http.send(request, BodyHandlers.ofString());
    return switch (answer.statusCode()) {
      case 200 ->
          Optional.of(
              new Schema.Parser().parse(json.readTree(answer.body()).path("schema").asText()));
      case 404 -> Optional.empty();
      default ->
          throw new IOException("the registry answers " + answer.statusCode() + " for id " + id);
    };
  }
}
