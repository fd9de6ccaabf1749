package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.ingest.Client.Response;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(DoorExtension.class)
class StrictBodyTest {
  private static final String LONG_ID = "a".repeat(65);

  private final Door door;
  private final Client client;

  StrictBodyTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  /** A member of a good transfer is replaced by each of these. */
  static Stream<Arguments> faultyMembers() {
    return Stream.of(
        arguments("amount", "1e3", "amount_malformed"),
        arguments("amount", "1.5", "amount_malformed"),
        arguments("amount", "1.0", "amount_malformed"),
        arguments("amount", "true", "amount_malformed"),
        arguments("amount", "[]", "amount_malformed"),
        arguments("amount", "{}", "amount_malformed"),
        arguments("amount", "\"\"", "amount_malformed"),
        arguments("amount", "\" 1\"", "amount_malformed"),
        arguments("amount", "\"+1\"", "amount_malformed"),
        arguments("amount", "\"-1\"", "amount_must_be_positive"),
        arguments("amount", "\"--1\"", "amount_malformed"),
        arguments("amount", "\"1e3\"", "amount_malformed"),
        arguments("amount", "\"1.5\"", "amount_malformed"),
        arguments("amount", "\"0x10\"", "amount_malformed"),
        arguments("amount", "\"\u0661\"", "amount_malformed"),
        arguments("amount", "9223372036854775808", "amount_out_of_range"),
        arguments("amount", "\"9223372036854775808\"", "amount_out_of_range"),
        arguments("amount", "-9223372036854775809", "amount_out_of_range"),
        arguments("amount", "1" + "0".repeat(300), "amount_out_of_range"),
        arguments("amount", "null", "field_required"),
        arguments("currency", "null", "field_required"),
        arguments("currency", "840", "field_malformed"),
        arguments("currency", "\"\"", "field_out_of_range"),
        arguments("currency", "\"ABCDEFGHIJKLMNOPQ\"", "field_out_of_range"),
        arguments("debit_account_id", "null", "field_required"),
        arguments("debit_account_id", "7", "field_malformed"),
        arguments("debit_account_id", "\"\"", "id_malformed"),
        arguments("debit_account_id", "\"a b\"", "id_malformed"),
        arguments("debit_account_id", "\"a/b\"", "id_malformed"),
        arguments("debit_account_id", "\"é\"", "id_malformed"),
        arguments("debit_account_id", "\"" + LONG_ID + "\"", "id_malformed"),
        arguments("debit_account_id", "\".\"", "id_malformed"),
        arguments("debit_account_id", "\"..\"", "id_malformed"),
        arguments("debit_account_id", "\":a\"", "id_malformed"),
        arguments("debit_account_id", "\"a:\"", "id_malformed"),
        arguments("debit_account_id", "\"a::b\"", "id_reserved"),
        arguments("credit_account_id", "\"a::b\"", "id_reserved"),
        arguments("transfer_id", "\"pay_1::book\"", "id_reserved"),
        arguments("credit_account_id", "null", "field_required"),
        arguments("credit_account_id", "\"" + LONG_ID + "\"", "id_malformed"),
        arguments("transfer_id", "\"" + LONG_ID + "\"", "id_malformed"),
        arguments("transfer_id", "[\"a\"]", "field_malformed"),
        arguments("pending", "\"true\"", "field_malformed"),
        arguments("pending", "1", "field_malformed"),
        arguments("timeout_seconds", "\"60\"", "field_malformed"),
        arguments("timeout_seconds", "1.5", "field_malformed"),
        arguments("timeout_seconds", "9223372036854775808", "field_malformed"),
        arguments("code", "5", "field_malformed"),
        arguments("code", "\"" + LONG_ID + "\"", "field_out_of_range"),
        arguments("code", "\"a\\u0000b\"", "field_malformed"),
        arguments("code", "\"\\ud800\"", "field_malformed"),
        arguments("metadata", "\"note\"", "field_malformed"),
        arguments("metadata", "[]", "field_malformed"),
        arguments("credits", "[]", "field_conflict"),
        arguments("colour", "\"red\"", "unknown_field"),
        arguments("Amount", "1", "unknown_field"),
        arguments("idempotency_key", "5", "field_malformed"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void faultyMembers(String field, String value, String code) {
    Response refused = client.post("/transfers", goodTransferWith(field, value));

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo(code);
    assertThat(refused.text("field")).isEqualTo(field);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.text("instance")).isEqualTo("/transfers");
  }

  static Stream<Arguments> faultyPlaces() {
    String credit = "{\"account_id\": \"b\", \"amount\": 1}";
    return Stream.of(
        arguments("\"credits\": {}", "credits", "field_malformed"),
        arguments("\"credits\": []", "credits", "field_out_of_range"),
        arguments(
            "\"credits\": [" + (credit + ",").repeat(64) + credit + "]",
            "credits",
            "field_out_of_range"),
        arguments("\"credits\": [" + credit + ", 5]", "credits[1]", "field_malformed"),
        arguments("\"credits\": [null]", "credits[0]", "field_malformed"),
        arguments("\"credits\": [{}]", "credits[0].account_id", "field_required"),
        arguments(
            "\"credits\": [{\"account_id\": \"a::b\", \"amount\": 1}]",
            "credits[0].account_id",
            "id_reserved"),
        arguments("\"credits\": [{\"account_id\": \"b\"}]", "credits[0].amount", "field_required"),
        arguments(
            "\"credits\": [{\"account_id\": \"b\", \"amount\": 1.5}]",
            "credits[0].amount",
            "amount_malformed"),
        arguments(
            "\"credits\": [{\"account_id\": \"b\", \"amount\": 1, \"fee\": 2}]",
            "credits[0].fee",
            "unknown_field"),
        arguments("\"amount\": 2, \"credits\": [" + credit + "]", "amount", "field_conflict"),
        arguments("\"amount\": 1", "credit_account_id", "field_required"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource
  void faultyPlaces(String members, String field, String code) {
    Response refused =
        client.post(
            "/transfers", "{\"debit_account_id\": \"a\", \"currency\": \"USD\", " + members + "}");

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo(code);
    assertThat(refused.text("field")).isEqualTo(field);
  }

  static Stream<Arguments> faultyNotes() {
    return Stream.of(
        arguments("{\"a\": 1}", "metadata.a", "field_malformed"),
        arguments("{\"a\": null}", "metadata.a", "field_malformed"),
        arguments("{\"a\": \"" + "x".repeat(257) + "\"}", "metadata.a", "field_out_of_range"),
        arguments("{\"" + LONG_ID + "\": \"\"}", "metadata", "field_out_of_range"),
        arguments("{\"\": \"\"}", "metadata", "field_out_of_range"),
        arguments(seventeenNotes(), "metadata", "field_out_of_range"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void faultyNotes(String notes, String field, String code) {
    Response refused = client.post("/transfers", goodTransferWith("metadata", notes));

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo(code);
    assertThat(refused.text("field")).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"amount\": 1,}",
        "{'amount': 1}",
        "{amount: 1}",
        "{\"amount\": 01}",
        "{\"amount\": NaN}",
        "{\"amount\": +1}",
        "{\"amount\": 1} x",
        "{\"amount\": 1}{}",
        "{\"amount\": 1, \"amount\": 1}",
        "{\"amount\": 1 /* cents */}",
        "{\"code\": \"a\tb\"}",
        "[]",
        "[{}]",
        "null",
        "1",
        "\"text\"",
        "hello",
        " "
      })
  void refusesWhatIsNoJsonObject(String body) {
    Response refused = client.post("/transfers", body);

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("json_malformed");
    assertThat(refused.text("detail")).doesNotContain("jackson", "Source", "Stream");
  }

  @Test
  void refusesDeepNestingAndHugeNumbers() {
    Response deep = client.post("/transfers", "[".repeat(100_000));
    Response long1 = client.post("/transfers", "{\"amount\": 1" + "0".repeat(100_000) + "}");

    assertThat(deep.status()).isEqualTo(400);
    assertThat(deep.text("code")).isEqualTo("json_malformed");
    assertThat(long1.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "\"7\"", "\"007\""})
  void takesIntegersAndStringsOfDigits(String amount) {
    String ann = client.newWallet();

    Response moved =
        client.post(
            "/transfers",
            """
            {"debit_account_id": "world:USD", "credit_account_id": "%s", "amount": %s,
             "currency": "USD", "code": null, "metadata": null, "pending": null}\
            """
                .formatted(ann, amount));

    assertThat(moved.status()).as(moved.body()).isEqualTo(201);
    assertThat(moved.json().path("amount").asLong()).isEqualTo(7);
  }

  @Test
  void aRefusedBodyReachesNoTopicAndDoesNotUseTheKeyUp() {
    String ann = client.newWallet();
    int before = door.ledger.commands().size();
    String key = Client.newKey();
    String good = Client.transfer("world:USD", ann, 5);

    Response refused =
        client.post("/transfers", good.replace(" 5,", " 5.5,"), "Idempotency-Key", key);
    int after = door.ledger.commands().size();
    Response corrected = client.post("/transfers", good, "Idempotency-Key", key);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(after).isEqualTo(before);
    assertThat(corrected.status()).isEqualTo(201);
  }

  private static String goodTransferWith(String field, String value) {
    StringBuilder body = new StringBuilder("{");
    String[][] members = {
      {"debit_account_id", "\"a\""},
      {"credit_account_id", "\"b\""},
      {"amount", "1"},
      {"currency", "\"USD\""}
    };
    for (String[] member : members) {
      if (!member[0].equals(field)) {
        body.append('"').append(member[0]).append("\": ").append(member[1]).append(", ");
      }
    }
    return body.append('"').append(field).append("\": ").append(value).append('}').toString();
  }

  private static String seventeenNotes() {
    StringBuilder notes = new StringBuilder("{\"n0\": \"\"");
    for (int i = 1; i <= 16; i++) {
      notes.append(", \"n").append(i).append("\": \"\"");
    }
    return notes.append('}').toString();
  }
}
