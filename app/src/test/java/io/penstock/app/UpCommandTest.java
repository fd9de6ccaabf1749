package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
      openAndFund(up);
      secondOneSaysSoAndLeaves(data, up.process().pid());
      operatorsSeeIt(up);

      up.process().destroyForcibly().waitFor();
    }

    try (var up = UpProcess.start(data, "--http-port", port)) {
      assertThat(up.get("/accounts/alice").body()).contains("\"posted\":1000");
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

  private static void openAndFund(UpProcess up) throws Exception {
    var opened =
        up.post(
            "/accounts",
            "open-alice",
            """
            {"account_id": "alice", "owner_id": "alice", "type": "wallet", "currency": "USD"}
            """);
    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);

    var moved = transfer(up, "t1", 1000);
    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(201);
    assertThat(moved.body()).contains("\"status\":\"posted\"");
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
        .contains("\"balances\":true", "\"views\":true", "\"sinks\":true", "\"ingest-api\":true");
    assertThat(up.get("/metrics").body()).contains("kafka_stream", "jvm_memory");
    assertThat(List.of(up.get("/nowhere").statusCode())).containsExactly(404);
  }
}
