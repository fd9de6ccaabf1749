package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.Handler;
import io.penstock.embedded.Ports;
import io.penstock.http.HttpListener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path dir;

  @Test
  void succeedsWhenTheRolesAreReady() throws Exception {
    try (HttpListener listener = listen(ctx -> ctx.result("{\"status\":\"ready\"}"))) {
      int code = health("127.0.0.1", listener.port());

      assertThat(code).isZero();
      assertThat(out.toString()).isEqualToIgnoringNewLines("{\"status\":\"ready\"}");
    }
  }

  @Test
  void looksHereWhereTheListenerTakesEveryAddress() throws Exception {
    try (HttpListener listener = listen(ctx -> ctx.result("{}"))) {
      assertThat(health("0.0.0.0", listener.port())).isZero();
    }
  }

  @Test
  void failsWhileARoleIsNotReady() throws Exception {
    try (HttpListener listener =
        listen(ctx -> ctx.status(503).result("{\"status\":\"not ready\"}"))) {
      int code = health("127.0.0.1", listener.port());

      assertThat(code).isEqualTo(1);
      assertThat(out.toString()).contains("not ready");
    }
  }

  @Test
  void failsWhereNothingAnswers() throws Exception {
    int port = Ports.choose("127.0.0.1", 0);

    int code = health("127.0.0.1", port);

    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("nothing answers at http://127.0.0.1:" + port + "/health/ready");
  }

  private static HttpListener listen(Handler answer) {
    return HttpListener.start(
        "127.0.0.1", 0, List.of(config -> config.routes.get("/health/ready", answer)));
  }

  private int health(String host, int port) throws Exception {
    Path settings =
        Files.writeString(
            dir.resolve("settings"),
            "PENSTOCK_HTTP_HOST=" + host + "\nPENSTOCK_HTTP_PORT=" + port + "\n");
    return Penstock.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute("health", "--config", settings.toString());
  }
}
