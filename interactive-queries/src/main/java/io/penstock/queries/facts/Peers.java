package io.penstock.queries.facts;

import io.penstock.queries.facts.RowsCodec.Asked;
import io.penstock.queries.store.NotOwnedException;
import io.penstock.queries.store.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.streams.state.HostInfo;

/** The other instances of the views, reached over their internal listeners. */
public final class Peers implements AutoCloseable {
  public static final String PATH = "/internal/rows";

  /** Answer of an instance that does not serve the partition: 421, misdirected request. */
  public static final int NOT_OWNED = 421;

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .executor(threads)
          .build();

  /**
   * Asks the instance, which never asks a third one.
   *
   * @throws IOException if it does not answer
   */
  public List<Row> ask(HostInfo peer, Asked asked) throws IOException, NotOwnedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + peer.host() + ":" + peer.port() + PATH))
            .timeout(GRACE.plusMillis(asked.waitMs()))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(RowsCodec.write(asked)))
            .build();
    HttpResponse<byte[]> response = send(request);
    return switch (response.statusCode()) {
      case 200 -> RowsCodec.readRows(response.body());
      case NOT_OWNED -> throw new NotOwnedException(asked.partition());
      default -> throw new IOException(peer + " answered " + response.statusCode());
    };
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
