package io.penstock.ingest;

import static io.penstock.ingest.PaymentCallsTest.CARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.ingest.Client.Response;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(DoorExtension.class)
class PaymentBodyTest {
  private final Client client;

  PaymentBodyTest(Door door) {
    this.client = new Client(door.uri());
  }

  static Stream<Arguments> faultyMembers() {
    return Stream.of(
        arguments("payment_id", "\"" + "a".repeat(49) + "\"", "payment_id", "id_malformed"),
        arguments("payment_id", "\"a::b\"", "payment_id", "id_reserved"),
        arguments("user_id", "\"a::b\"", "user_id", "id_reserved"),
        arguments("merchant_id", "\"a::b\"", "merchant_id", "id_reserved"),
        arguments("checkout_id", "\"a::b\"", "checkout_id", "id_reserved"),
        arguments("user_id", "\"a b\"", "user_id", "id_malformed"),
        arguments("payer_account_id", "\"acc\"", "user_id", "field_conflict"),
        arguments("merchant_id", "null", "merchant_id", "field_required"),
        arguments("amount", "1.5", "amount", "amount_malformed"),
        arguments("amount", "0", "amount", "amount_must_be_positive"),
        arguments("amount", "\"-1\"", "amount", "amount_must_be_positive"),
        arguments("currency", "\"DEM\"", "currency", "currency_unknown"),
        arguments("currency", "null", "currency", "field_required"),
        arguments("payment_method", "null", "payment_method", "field_required"),
        arguments("payment_method", "\"card\"", "payment_method", "field_malformed"),
        arguments("payment_method", "{}", "payment_method.type", "field_required"),
        arguments(
            "payment_method", "{\"type\": \"cash\"}", "payment_method.type", "field_malformed"),
        arguments(
            "payment_method",
            "{\"type\": \"card\", \"cvc\": 1}",
            "payment_method.cvc",
            "unknown_field"),
        arguments(
            "payment_method",
            "{\"type\": \"card\", \"token\": \"a b\"}",
            "payment_method.token",
            "field_malformed"),
        arguments(
            "payment_method",
            "{\"type\": \"wallet\", \"token\": \"t\"}",
            "payment_method.token",
            "field_conflict"),
        arguments("capture", "\"later\"", "capture", "field_malformed"),
        arguments("checkout_id", "7", "checkout_id", "field_malformed"),
        arguments("metadata", "[]", "metadata", "field_malformed"),
        arguments("colour", "1", "colour", "unknown_field"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void faultyMembers(String member, String value, String field, String code) {
    ObjectNode body = Client.parsed(CARD.formatted("x"));
    body.set(member, Client.parsed("{\"v\": " + value + "}").get("v"));

    Response refused = client.post("/payments", body.toString());

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo(code);
    assertThat(refused.text("field")).isEqualTo(field);
  }

  @Test
  void saysWhichWordsItTakes() {
    Response refused =
        client.post("/payments", CARD.formatted("x").replace("}}", "}, \"capture\": \"later\"}"));

    assertThat(refused.text("detail")).isEqualTo("It must be automatic or manual.");
  }
}
