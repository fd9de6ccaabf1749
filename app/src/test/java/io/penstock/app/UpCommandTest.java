package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpCommandTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ALICE =
      "SELECT sum(signed_minor) FROM ledger_entries WHERE account_id = 'alice'";

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
      stopsACardThatPaysInALoop(up);

      up.process().destroyForcibly().waitFor();
    }

    try (var up = UpProcess.start(data, "--http-port", port)) {
      assertThat(up.get("/accounts/alice").body()).contains("\"posted\":700");
      startsItsDatabaseAndItsRegistryAgain(data, up);

      up.process().destroy();
      assertThat(up.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(up.process().exitValue()).isZero();
      assertThat(data.resolve("registry/registry.pid")).doesNotExist();
      assertThat(data.resolve("postgres/data/postmaster.pid")).doesNotExist();
    }
  }

  private void startsItsDatabaseAndItsRegistryAgain(Path data, UpProcess up) throws Exception {
    Path postgres = data.resolve("postgres/data/postmaster.pid");
    Path registry = data.resolve("registry/registry.pid");

    long deadPostgres = kill(postgres);
    long deadRegistry = kill(registry);
    assertThat(transfer(up, "while-they-are-away", 400).statusCode()).isEqualTo(201);

    await(registry, deadRegistry);
    await(postgres, deadPostgres);
    assertThat(transfer(up, "when-they-are-back", 300).statusCode()).isEqualTo(201);
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> posted(up.address("postgres")), sum -> sum == 1_400);
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> up.subjects().body().contains("transfers.requested-value"));
    Awaitility.await().atMost(PATIENCE).untilAsserted(this::itSaidSo);
  }

  private void itSaidSo() {
    assertThat(dir.resolve("data.err"))
        .content()
        .contains("penstock: postgres died; starting it again", "postgres is up again after")
        .contains(
            "penstock: schema registry died; starting it again",
            "schema registry is up again after");
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

  /** With every role at work, and whatever callers ask for. */
  private static void metersAreFewAndSayWhatOperatorsAsk(UpProcess up) throws Exception {
    for (int i = 0; i < 300; i++) {
      assertThat(up.get("/nowhere/" + i).statusCode()).isEqualTo(404);
    }
    String meters = up.get("/metrics").body();

    assertThat(meters).hasSizeLessThan(300_000);
    assertThat(meters)
        .contains(
            "kafka_stream",
            "kafka_consumer_fetch_manager_records_lag_max",
            "jvm_memory",
            "penstock_sink_lag",
            "penstock_transfers_total",
            "http_server_latency_seconds_bucket",
            "http_server_requests_seconds_count{method=\"POST\",status=\"201\",uri=\"/transfers\"}")
        .doesNotContain("nowhere");
    assertThat(up.get("/problems/insufficient_funds").body()).contains("\"statuses\":[402]");
    assertThat(up.get("/problems/no_such_code").statusCode()).isEqualTo(404);
    assertThat(up.get("/accounts").headers().firstValue("X-Request-Id")).isPresent();
  }

  /** What the README promises, word by word but for the port and the client's patience. */
  private static void linesOfTheReadmeAreTrue(UpProcess up) throws Exception {
    List<String> lines =
        Files.readAllLines(Path.of("../README.md")).stream()
            .filter(line -> line.startsWith("curl "))
            .toList();
    assertThat(lines).hasSize(8);

    List<String> answers = new ArrayList<>();
    for (String line : lines) {
      String command =
          line.replace("localhost:8080", up.address("http"))
              .replace("curl -H", "curl -H 'Prefer: wait=30' -H");
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

  /**
   * Of a card that has not paid yet; several at a time, so that a slow machine does it within the
   * minute.
   */
  private static void stopsACardThatPaysInALoop(UpProcess up) {
    List<HttpResponse<String>> answers =
        IntStream.rangeClosed(1, 31).parallel().mapToObj(i -> pay(up, "card-" + i)).toList();

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(30);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 201)
        .singleElement()
        .satisfies(
            stopped -> {
              assertThat(stopped.statusCode()).isEqualTo(402);
              assertThat(stopped.body())
                  .contains("\"code\":\"fraud_rejected\"", "\"payment_status\":\"flagged_fraud\"");
            });
  }

  private static HttpResponse<String> pay(UpProcess up, String id) {
    String card =
        """
        {"merchant_id": "shop-inc", "amount": 100, "currency": "USD",
         "payment_method": {"type": "card", "token": "pm_card_mastercard"}}
        """;
    try {
      return up.post("/payments", id, card);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long kill(Path pidFile) throws IOException {
    long pid = pid(pidFile);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    return pid;
  }

  /** Waits for another process to write its number there. */
  private static void await(Path pidFile, long dead) {
    Awaitility.await(pidFile.toString())
        .atMost(PATIENCE)
        .until(() -> Files.exists(pidFile) && pid(pidFile) != dead);
  }

  private static long pid(Path pidFile) throws IOException {
    String first = Files.readString(pidFile).lines().findFirst().orElse("0");
    return Long.parseLong(first.strip());
  }

  /** What Postgres says that alice has. */
  private static long posted(String url) throws SQLException {
    try (var database = DriverManager.getConnection(url);
        var statement = database.createStatement();
        var rows = statement.executeQuery(ALICE)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
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
    metersAreFewAndSayWhatOperatorsAsk(up);
    assertThat(List.of(up.get("/nowhere").statusCode())).containsExactly(404);
  }
}
