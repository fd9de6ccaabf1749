package io.penstock.chaos.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON over HTTP, as any client sees it. */
final class Api {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PAGE = 100;

  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  Api(HttpClient http) {
    this.http = http;
  }

  /** An account of an instance; empty where it has none. */
  Optional<JsonNode> account(URI instance, String id) throws IOException, InterruptedException {
    String path = "/accounts/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    return ask(instance.resolve(path), "");
  }

  /** Every object of a list of the PSP, newest first. */
  List<JsonNode> listOfPsp(URI psp, String key, String path)
      throws IOException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    boolean more = true;
    while (more) {
      String after = all.isEmpty() ? "" : "&starting_after=" + all.getLast().path("id").asText();
      JsonNode page =
          ask(psp.resolve(path + "?limit=" + PAGE + after), key)
              .orElseThrow(() -> new IOException("the PSP has no " + path));
      page.path("data").forEach(all::add);
      more = page.path("has_more").asBoolean();
    }
    return all;
  }

  private Optional<JsonNode> ask(URI address, String key) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    var answer = http.send(request.build(), BodyHandlers.ofString());
    return switch (answer.statusCode()) {
      case 200 -> Optional.of(json.readTree(answer.body()));
      case 404 -> Optional.empty();
      default ->
          throw new IOException(address + " answers " + answer.statusCode() + ": " + answer.body());
    };
  }
}
