package io.penstock.embedded;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Registers schemas as any client of Confluent's registry does. */
record RegistryClient(String url) {

  /** A record with one string field, and the answer of the registry to it. */
  HttpResponse<String> register(String subject, String field) throws Exception {
    String body =
        """
        {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"A\\",\\"fields\\":\
        [{\\"name\\":\\"%s\\",\\"type\\":\\"string\\"}]}"}
        """
            .formatted(field);
    var request =
        HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
