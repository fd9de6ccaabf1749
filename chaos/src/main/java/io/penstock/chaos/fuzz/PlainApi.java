package io.penstock.chaos.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.penstock.chaos.checker.Api;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** A well-behaved client, which prepares the accounts and asks for what became of them. */
record PlainApi(URI url, Api api) implements AutoCloseable {
  PlainApi(URI url) {
    this(url, new Api(Duration.ofSeconds(60)));
  }

  /** The answer's JSON; missing where there is no such thing. */
  JsonNode get(String path) throws IOException, InterruptedException {
    Api.Answer answer = api.get(url.resolve(path));
    return answer.status() == 200 ? answer.json() : MissingNode.getInstance();
  }

  /**
   * @throws IllegalStateException if it is not accepted
   */
  void post(String path, String key, String body) throws IOException, InterruptedException {
    Api.Answer answer =
        api.post(url.resolve(path), body, "Idempotency-Key", key, "Prefer", "wait=30");
    if (answer.status() != 201) {
      throw new IllegalStateException(path + ": " + answer.status() + " " + answer.body());
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
