package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.views.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccountLookupsTest {
  private final FactWriter facts = new FactWriter();
  private ViewsNode node;
  private long openedMs;
  private long fundedMs;

  @BeforeAll
  void writeFacts(@TempDir Path dir) {
    facts.open("look-alice");
    openedMs = FactWriter.nowMs();
    facts.open("look-bob");
    facts.transfer("look-t1", "psp:look:USD", "look-alice", 1_000);
    fundedMs = FactWriter.nowMs();
    facts.transfer("look-t2", "look-alice", "look-bob", 300);
    facts.transfer("look-t3", "psp:look:USD", "look-bob", 50);
    node = ViewsNode.start(dir, "lookups").awaitReady();
    node.awaitTransfer("look-t3");
    node.awaitAccount("look-bob");
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
  }

  @Test
  void showsAnAccountAsItStands() {
    JsonNode account = node.get("/accounts/look-alice").json();

    assertThat(account.path("account_id").asText()).isEqualTo("look-alice");
    assertThat(account.path("owner_id").asText()).isEqualTo("owner-of-look-alice");
    assertThat(account.path("type").asText()).isEqualTo("wallet");
    assertThat(account.path("status").asText()).isEqualTo("open");
    assertThat(account.path("version").asLong()).isEqualTo(3);
    assertThat(account.path("created_at").asText()).isEqualTo(Json.time(openedMs));
    JsonNode balances = account.path("balances");
    assertThat(balances.path("posted").asLong()).isEqualTo(700);
    assertThat(balances.path("available").asLong()).isEqualTo(700);
    assertThat(balances.path("credits_posted").asLong()).isEqualTo(1_000);
    assertThat(balances.path("debits_posted").asLong()).isEqualTo(300);
    assertThat(balances.path("debits_pending").asLong()).isZero();
    assertThat(balances.path("credits_pending").asLong()).isZero();
  }

  @Test
  void showsAnAccountAsItWas() {
    assertThat(postedAt("look-alice", openedMs)).isZero();
    assertThat(postedAt("look-alice", fundedMs - 1)).isZero();
    assertThat(postedAt("look-alice", fundedMs)).isEqualTo(1_000);
    assertThat(postedAt("look-alice", fundedMs + 999)).isEqualTo(1_000);
    assertThat(postedAt("look-alice", fundedMs + 1_000)).isEqualTo(700);
    assertThat(postedAt("look-alice", fundedMs + 3_600_000)).isEqualTo(700);
    assertThat(node.get("/accounts/look-alice/balance").json())
        .isEqualTo(node.get("/accounts/look-alice").json());
  }

  @Test
  void knowsNoAccountBeforeItsOpening() {
    node.get("/accounts/look-alice/balance?at=" + Json.time(openedMs - 1))
        .isProblem(404, "account_not_found");
    node.get("/accounts/nobody").isProblem(404, "account_not_found");
    node.get("/accounts/nobody/balance").isProblem(404, "account_not_found");
    node.get("/accounts/nobody/entries").isProblem(404, "account_not_found");
  }

  @Test
  void addsUpTheShardsOfASystemAccount() {
    JsonNode before = node.get("/accounts/psp:look:USD/balance?at=" + Json.time(openedMs)).json();
    JsonNode after =
        node.get("/accounts/psp:look:USD/balance?at=" + Json.time(fundedMs + 5_000)).json();

    assertThat(before.path("balances").path("posted").asLong()).isZero();
    assertThat(after.path("balances").path("posted").asLong()).isEqualTo(-1_050);
    assertThat(after.path("balances").path("available").asLong()).isEqualTo(-1_050);
    assertThat(after.path("version").asLong()).isEqualTo(2);
    assertThat(after.path("type").asText()).isEqualTo("system");
  }

  @Test
  void showsZerosForASystemAccountThatNobodyUsed() {
    JsonNode account = node.get("/accounts/psp:stripe:JPY").json();

    assertThat(account.path("currency").asText()).isEqualTo("JPY");
    assertThat(account.path("version").asLong()).isZero();
    assertThat(account.path("balances").path("posted").asLong()).isZero();
    node.get("/accounts/world:DEM").isProblem(404, "account_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yesterday", "2026-13-01T00:00:00Z", "1700000000", "2026-01-01", "%20", ""})
  void refusesAMalformedTime(String time) {
    node.get("/accounts/look-alice/balance?at=" + time).isProblem(400, "malformed_time", "at");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    node.get("/accounts/look-alice?limit=1").isProblem(400, "unknown_parameter", "limit");
    node.get("/accounts/look-alice/balance?when=now").isProblem(400, "unknown_parameter", "when");
    node.get("/accounts/look-alice/balance?at=" + Json.time(0) + "&at=" + Json.time(1))
        .isProblem(400, "repeated_parameter", "at");
    node.get("/accounts/" + "x".repeat(65)).isProblem(400, "malformed_id", "account_id");
  }

  private long postedAt(String account, long atMs) {
    return node.get("/accounts/" + account + "/balance?at=" + Json.time(atMs))
        .json()
        .path("balances")
        .path("posted")
        .asLong();
  }
}
