package io.penstock.app.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiClientTest {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Nothing at all; the head of an answer; half of its body. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"
      })
  void waitsNoLongerThanItsPatience(String beginning) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerInPart(server, beginning));
      long began = System.nanoTime();

      assertThatThrownBy(() -> ask(server))
          .isInstanceOfSatisfying(
              NoAnswerException.class, e -> assertThat(e.mayHaveBeenTaken()).isTrue())
          .hasMessageContaining("answer");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
    }
  }

  private static ApiAnswer ask(ServerSocket server) {
    URI base = URI.create("http://127.0.0.1:" + server.getLocalPort());
    try (ApiClient client = new ApiClient(base, PATIENCE)) {
      return client.get("/accounts", Map.of());
    }
  }

  private static void answerInPart(ServerSocket server, String beginning) {
    try (Socket client = server.accept()) {
      client.getOutputStream().write(beginning.getBytes(US_ASCII));
      while (client.getInputStream().read() >= 0) {
        // Until the client has gone.
      }
    } catch (IOException e) {
      // The same.
    }
  }
}
