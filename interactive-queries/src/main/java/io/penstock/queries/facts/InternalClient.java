package io.penstock.queries.facts;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.queries.store.Question;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What Penstock's own processes ask an instance of the views over its internal listener. All of
 * them are of one build: questions and answers are Java records in JSON, the facts in them Avro.
 */
public final class InternalClient implements AutoCloseable {
  /** Rows of a partition that the instance serves itself. */
  public static final String OWN_ROWS = "/internal/own-rows";

  /** Rows of any partition. */
  public static final String ROWS = "/internal/rows";

  /** How many partitions there are. */
  public static final String PARTITIONS = "/internal/partitions";

  /** Transfers that the views have forgotten. */
  public static final String OLDER_TRANSFERS = "/internal/older-transfers";

  /** Which settlement lines change nothing. */
  public static final String KNOWN_LINES = "/internal/known-lines";

  public static final JsonMapper JSON =
      JsonMapper.builder().registerSubtypes(Question.class.getPermittedSubclasses()).build();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  public InternalClient(Duration connectTimeout) {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .executor(threads)
            .build();
  }

  /**
   * A question to a partition.
   *
   * @param waitMs how long to wait for an answer
   */
  public record Asked(int partition, Question question, long waitMs) {}

  /**
   * @param listener base URL of the instance's internal listener
   * @throws IOException if it does not answer in time, or cannot
   */
  <A> A ask(String listener, String path, Object question, Duration timeout, Class<A> answer)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(listener + path))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(question)))
            .build();
    HttpResponse<byte[]> response = send(request);
    if (response.statusCode() != 200) {
      throw new IOException(request.uri() + " answered " + response.statusCode());
    }
    return JSON.readValue(response.body(), answer);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
