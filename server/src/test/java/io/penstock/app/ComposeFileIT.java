package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a machine has one loopback address")
class ComposeFileIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path dir;

  @Test
  void movesMoneyThroughTheServicesOfTheFile() throws Exception {
    ComposeFile file = ComposeFile.read();
    try (ComposeStack stack = ComposeStack.start(file, dir)) {
      URI api = stack.url("ingest-api", 8080);

      openAccount(api, "alice", "wallet");
      openAccount(api, "bob", "wallet");
      transfer(api, "fund-alice", "world:USD", "alice", 1000);
      HttpResponse<String> paid = transfer(api, "alice-to-bob", "alice", "bob", 400);

      readsAreAnsweredThere(api, paid.headers().firstValue("Consistency-Token").orElseThrow());
      rowsArrive(file, stack);
      aCardPays(api);
      standInsAreOfTheVersionsOfTheFile(file, stack);
      assertThat(stack.workingDirectory("topologies").resolve("state")).isNotEmptyDirectory();
      assertThat(stack.workingDirectory("views").resolve("state")).isNotEmptyDirectory();

      stack.stopOurs();
    }
  }

  private void openAccount(URI api, String id, String type) throws Exception {
    HttpResponse<String> opened =
        post(
            api.resolve("/accounts"),
            """
            {"account_id": "%s", "owner_id": "%s", "type": "%s", "currency": "USD",
             "idempotency_key": "open-%s"}
            """
                .formatted(id, id, type, id));

    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
  }

  private HttpResponse<String> transfer(URI api, String id, String from, String to, long amount)
      throws Exception {
    HttpResponse<String> moved =
        post(
            api.resolve("/transfers"),
            """
            {"transfer_id": "%s", "debit_account_id": "%s", "credit_account_id": "%s",
             "amount": %d, "currency": "USD", "idempotency_key": "%s"}
            """
                .formatted(id, from, to, amount, id));

    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(201);
    assertThat(moved.body()).contains("\"status\":\"posted\"");
    return moved;
  }

  private void readsAreAnsweredThere(URI api, String token) throws Exception {
    assertThat(get(api.resolve("/transfers/alice-to-bob"), token).body())
        .contains("\"status\":\"posted\"", "\"amount\":400");
    assertThat(get(api.resolve("/accounts/alice"), token).body()).contains("\"posted\":600");
    assertThat(get(api.resolve("/accounts/alice/balance"), token).body())
        .contains("\"posted\":600");
    assertThat(get(api.resolve("/accounts/alice/entries?limit=1"), token).body())
        .contains("alice-to-bob")
        .doesNotContain("fund-alice");
    assertThat(get(api.resolve("/ledger?transaction_id=alice-to-bob"), token).body())
        .contains("\"alice\"", "\"bob\"");
    HttpResponse<String> unknown = get(api.resolve("/accounts/nobody"), token);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  private void aCardPays(URI api) throws Exception {
    openAccount(api, "shop", "merchant");
    HttpResponse<String> paid =
        post(
            api.resolve("/payments"),
            """
            {"payment_id": "by-card", "merchant_id": "shop", "amount": 500, "currency": "USD",
             "payment_method": {"type": "card", "token": "tok_visa"},
             "idempotency_key": "by-card"}
            """);

    assertThat(paid.statusCode()).as(paid.body()).isEqualTo(201);
    assertThat(paid.body()).contains("\"status\":\"succeeded\"", "\"amount_captured\":500");
  }

  private static void rowsArrive(ComposeFile file, ComposeStack stack) throws SQLException {
    try (Connection database = connect(file, stack)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptionsMatching(e -> "42P01".equals(((SQLException) e).getSQLState()))
          .until(() -> number(database, "SELECT count(*) FROM ledger_entries") == 4);

      assertThat(number(database, "SELECT sum(signed_minor) FROM ledger_entries")).isZero();
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          List.of(
                              number(database, postedOf("alice")),
                              number(database, postedOf("bob"))))
                      .containsExactly(600L, 400L));
    }
  }

  private void standInsAreOfTheVersionsOfTheFile(ComposeFile file, ComposeStack stack)
      throws Exception {
    URI info = stack.url("registry", 8080).resolve("/apis/registry/v3/system/info");
    String registry = new JsonMapper().readTree(get(info, "").body()).get("version").asText();
    assertThat(registry).isEqualTo(file.service("registry").imageVersion());

    try (Connection database = connect(file, stack)) {
      assertThat(Integer.toString(database.getMetaData().getDatabaseMajorVersion()))
          .isEqualTo(file.service("postgres").imageVersion());
    }
  }

  /** As the sinks do, but for the name. */
  private static Connection connect(ComposeFile file, ComposeStack stack) throws SQLException {
    String url = file.service("sinks").environment("PENSTOCK_POSTGRES_URL");
    String host = stack.url("postgres", 5432).getHost();
    return DriverManager.getConnection(url.replace("//postgres:", "//" + host + ":"));
  }

  private static String postedOf(String account) {
    return "SELECT coalesce(sum(posted_minor), 0) FROM accounts WHERE account_id = '"
        + account
        + "'";
  }

  private static long number(Connection database, String query) throws SQLException {
    try (var statement = database.createStatement();
        var rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private HttpResponse<String> post(URI address, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .header("Prefer", "wait=30")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(URI address, String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (!token.isEmpty()) {
      request.header("Consistency-Token", token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
