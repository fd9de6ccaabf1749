package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpCommandTest {
  @TempDir Path dir;

  @Test
  void movesMoneyAndFindsItAgainAfterAKill() throws Exception {
    Path data = dir.resolve("data");
    String port;
    try (var up = UpProcess.start(data)) {
      assertThat(up.addresses()).containsOnlyKeys("http", "kafka", "registry", "postgres");
      port = Integer.toString(URI.create(up.address("http")).getPort());
      linesOfTheReadmeAreTrue(up);
      secondOneSaysSoAndLeaves(data, up.process().pid());
      operatorsSeeIt(up);

      up.process().destroyForcibly().waitFor();
    }

    try (var up = UpProcess.start(data, "--http-port", port)) {
      assertThat(up.get("/accounts/alice").body()).contains("\"posted\":700");
      assertThat(transfer(up, "t2", 400).statusCode()).isEqualTo(201);

      up.process().destroy();
      assertThat(up.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(up.process().exitValue()).isZero();
      assertThat(data.resolve("registry/registry.pid")).doesNotExist();
      assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }
  }

  @Test
  void namesTheOptionOfATakenPort() throws Exception {
    Path data = Files.createDirectories(dir.resolve("data"));
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());

      Process up = UpProcess.launch(data, "--registry-port", port);

      assertThat(up.waitFor()).isEqualTo(1);
      assertThat(dir.resolve("data.err"))
          .content()
          .contains("port " + port + " of 127.0.0.1 is taken")
          .contains("--registry-port");
    }
  }

  /** What the README promises, word by word but for the port. */
  private static void linesOfTheReadmeAreTrue(UpProcess up) throws Exception {
    List<String> lines =
        Files.readAllLines(Path.of("../README.md")).stream()
            .filter(line -> line.startsWith("curl "))
            .toList();
    assertThat(lines).hasSize(8);

    List<String> answers = new ArrayList<>();
    for (String line : lines) {
      String command = line.replace("localhost:8080", up.address("http"));
      Process curl = new ProcessBuilder("sh", "-c", command).start();
      answers.add(new String(curl.getInputStream().readAllBytes(), UTF_8));
    }

    assertThat(answers.get(0)).contains("\"account_id\":\"alice\"", "\"status\":\"open\"");
    assertThat(answers.get(3))
        .contains("\"status\":\"posted\"", "\"posted\":700", "\"available\":700");
    assertThat(answers.get(4)).contains("\"account_id\":\"alice\"", "\"posted\":700");
    assertThat(answers.get(6)).contains("\"status\":\"succeeded\"", "\"amount_captured\":100");
    assertThat(answers.get(7)).contains("\"status\":\"succeeded\"", "\"psp\":\"stripe\"");
  }

  private static HttpResponse<String> transfer(UpProcess up, String id, int amount)
      throws Exception {
    return up.post(
        "/transfers",
        id,
        """
        {"transfer_id": "%s", "debit_account_id": "world:USD", "credit_account_id": "alice",
         "amount": %d, "currency": "USD"}
        """
            .formatted(id, amount));
  }

  private void secondOneSaysSoAndLeaves(Path data, long firstPid) throws Exception {
    Process second = UpProcess.launch(data);

    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(dir.resolve("data.err")).content().contains("in use by process " + firstPid);
  }

  private static void operatorsSeeIt(UpProcess up) throws Exception {
    assertThat(up.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(up.get("/health/ready").body())
        .contains(
            "\"balances\":true",
            "\"payments\":true",
            "\"psp\":true",
            "\"views\":true",
            "\"sinks\":true",
            "\"ingest-api\":true");
    assertThat(up.get("/metrics").body()).contains("kafka_stream", "jvm_memory");
    assertThat(List.of(up.get("/nowhere").statusCode())).containsExactly(404);
  }
}
