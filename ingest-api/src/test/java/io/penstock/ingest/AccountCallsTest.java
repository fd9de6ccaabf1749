package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.ingest.Client.Response;
import io.penstock.views.ConsistencyToken.AccountMark;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(DoorExtension.class)
class AccountCallsTest {
  private final Client client;

  AccountCallsTest(Door door) {
    this.client = new Client(door.uri());
  }

  @Test
  void opensAnAccount() {
    String id = Client.newKey();

    Response opened = client.post("/accounts", opening(id, "merchant", "EUR", "\"500\""));

    assertThat(opened.status()).as(opened.body()).isEqualTo(201);
    assertThat(opened.text("account_id")).isEqualTo(id);
    assertThat(opened.json().path("overdraft_limit").asLong()).isEqualTo(500);
    assertThat(opened.header("Location")).isEqualTo("/accounts/" + id);
    assertThat(opened.header("Consistency-Token"))
        .isEqualTo(Client.token(new AccountMark(id, null, 1)));
  }

  @Test
  void doesNotOpenAnAccountTwice() {
    String id = client.newWallet();

    Response again = client.post("/accounts", opening(id, "wallet", "USD", "0"));

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("code")).isEqualTo("account_already_exists");
    assertThat(again.text("account_id")).isEqualTo(id);
  }

  @Test
  void changesItsStatus() {
    String id = client.newWallet();

    Response frozen = client.post("/accounts/" + id + "/freeze", "");
    Response open = client.post("/accounts/" + id + "/unfreeze", "{}");
    Response closed =
        client.post(
            "/accounts/" + id + "/close",
            "{\"idempotency_key\": \"" + Client.newKey() + "\"}",
            new String[0]);
    Response tooLate = client.post("/accounts/" + id + "/freeze", "");

    assertThat(frozen.status()).isEqualTo(201);
    assertThat(frozen.text("status")).isEqualTo("frozen");
    assertThat(open.text("status")).isEqualTo("open");
    assertThat(closed.status()).as(closed.body()).isEqualTo(201);
    assertThat(closed.text("status")).isEqualTo("closed");
    assertThat(tooLate.status()).isEqualTo(409);
    assertThat(tooLate.text("code")).isEqualTo("account_already_closed");
  }

  @Test
  void updatesItsLimitAndItsMetadata() {
    String id = client.newWallet();
    String path = "/accounts/" + id;

    Response first =
        client.patch(path, "{\"overdraft_limit\": 50, \"metadata\": {\"a\": \"1\", \"b\": \"2\"}}");
    Response merged = client.patch(path, "{\"metadata\": {\"a\": null, \"c\": \"3\"}}");
    Response empty = client.patch(path, "{}");
    Response negative = client.patch(path, "{\"overdraft_limit\": -1}");
    Response unknown = client.patch("/accounts/nobody-at-all", "{\"overdraft_limit\": 1}");
    Response system = client.patch("/accounts/world:USD", "{\"overdraft_limit\": 1}");
    Response withQuery = client.patch(path + "?dry_run=true", "{\"overdraft_limit\": 9}");

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(first.json().path("overdraft_limit").asLong()).isEqualTo(50);
    assertThat(merged.json().path("metadata").toString())
        .contains("\"b\":\"2\"", "\"c\":\"3\"")
        .doesNotContain("\"a\"");
    assertThat(empty.status() + empty.text("code")).isEqualTo("400update_required");
    assertThat(negative.text("code")).isEqualTo("overdraft_limit_negative");
    assertThat(unknown.status() + unknown.text("code")).isEqualTo("404account_not_found");
    assertThat(system.text("code")).isEqualTo("account_is_system");
    assertThat(withQuery.text("code")).isEqualTo("unknown_parameter");
  }

  @Test
  void keepsAnAccountThatHasFunds() {
    String id = client.newWallet(1);

    Response refused = client.post("/accounts/" + id + "/close", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("code")).isEqualTo("account_has_funds");
  }

  @Test
  void doesNotFindAnUnknownAccount() {
    Response missing = client.post("/accounts/nobody/freeze", "");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.text("code")).isEqualTo("account_not_found");
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(opening("a".repeat(65), "wallet", "USD", "0"), 400, "id_malformed", "account_id"),
        arguments(opening("a", "purse", "USD", "0"), 400, "field_malformed", "type"),
        arguments(opening("a", "wallet", "USD", "1e3"), 400, "amount_malformed", "overdraft_limit"),
        arguments("{}", 400, "field_required", "owner_id"),
        arguments("", 400, "field_required", "owner_id"),
        arguments(
            opening("a", "wallet", "USD", "0").replace("}", ", \"limit\": 1}"),
            400,
            "unknown_field",
            "limit"),
        arguments(opening("a", "wallet", "XXX", "0"), 400, "currency_unknown", "currency"),
        arguments(opening("a", "system", "USD", "0"), 400, "account_type_reserved", "type"),
        arguments(
            opening("a", "wallet", "USD", "-1"),
            400,
            "overdraft_limit_negative",
            "overdraft_limit"),
        arguments(
            opening("a", "wallet", "USD", "\"-1\""),
            400,
            "overdraft_limit_negative",
            "overdraft_limit"));
  }

  @ParameterizedTest(name = "{2} {3}")
  @MethodSource
  void refusals(String body, int status, String code, String field) {
    Response refused = client.post("/accounts", body);

    assertThat(refused.status()).as(refused.body()).isEqualTo(status);
    assertThat(refused.text("code")).isEqualTo(code);
    assertThat(refused.text("field")).isEqualTo(field);
  }

  @Test
  void usesNoKeyUpForWhatIsMalformed() {
    String id = Client.newKey();
    String key = Client.newKey();

    Response refused =
        client.post("/accounts", opening(id, "wallet", "DEM", "0"), "Idempotency-Key", key);
    Response mended =
        client.post("/accounts", opening(id, "wallet", "EUR", "0"), "Idempotency-Key", key);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(mended.status()).as(mended.body()).isEqualTo(201);
  }

  @Test
  void refusesAMalformedIdInThePath() {
    Response tooLong = client.post("/accounts/" + "a".repeat(65) + "/freeze", "");
    Response slash = client.post("/accounts/a%2Fb/freeze", "");

    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.text("code")).isEqualTo("id_malformed");
    assertThat(slash.status()).isBetween(400, 404);
    assertThat(slash.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void refusesMembersThatAChangeDoesNotHave() {
    Response refused = client.post("/accounts/a/freeze", "{\"reason\": \"theft\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("field")).isEqualTo("reason");
  }

  private static String opening(String id, String type, String currency, String limit) {
    return """
    {"account_id": "%s", "owner_id": "ann", "type": "%s", "currency": "%s",
     "overdraft_limit": %s}\
    """
        .formatted(id, type, currency, limit);
  }
}
