package io.penstock.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.ingest.Client.Response;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What belongs to a payment is named by the payment alone, whatever is asked for. */
@ExtendWith(DoorExtension.class)
class ReservedIdsTest {
  private final Door door;
  private final Client client;

  ReservedIdsTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  static Stream<Arguments> calls() {
    String opening =
        "{\"account_id\": \"%s\", \"owner_id\": \"%s\", \"type\": \"wallet\", \"currency\":"
            + " \"USD\"}";
    return Stream.of(
        arguments("/transfers/pay_1::hold/post", "{}", "id"),
        arguments("/transfers/pay_1::hold/post", "{\"amount\": 1}", "id"),
        arguments("/transfers/pay_1::hold/void", "{}", "id"),
        arguments("/accounts/a::b/freeze", "{}", "id"),
        arguments("/accounts/a::b/unfreeze", "{}", "id"),
        arguments("/accounts/a::b/close", "{}", "id"),
        arguments("/accounts", opening.formatted("a::b", "o"), "account_id"),
        arguments("/accounts", opening.formatted("a", "o::p"), "owner_id"),
        arguments("/payments/a::b/capture", "{}", "id"),
        arguments("/payments/a::b/cancel", "{}", "id"),
        arguments("/refunds", "{\"payment_id\": \"a::b\"}", "payment_id"),
        arguments(
            "/refunds", "{\"payment_id\": \"a\", \"refund_id\": \"a::fraud-1\"}", "refund_id"),
        arguments(
            "/transfers/batch",
            "{\"transfers\": [{\"transfer_id\": \"pay_1::r1\", \"debit_account_id\": \"a\","
                + " \"credit_account_id\": \"b\", \"amount\": 1, \"currency\": \"USD\"}]}",
            "transfers[0].transfer_id"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("calls")
  void refusesWhatNamesAStepOfAFlow(String path, String body, String field) {
    int before = door.ledger.commands().size();

    Response refused = client.post(path, body);

    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("id_reserved");
    assertThat(refused.text("field")).isEqualTo(field);
    assertThat(door.ledger.commands()).hasSize(before);
  }
}
