package io.penstock.ingest;

import static io.penstock.ingest.Client.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ingest.Client.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Holds that have been pending for longer than the views remember. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForgottenHoldTest {
  private Door door;
  private Client client;

  @BeforeAll
  void open() {
    door = new Door();
    client = new Client(door.uri());
  }

  @AfterAll
  void close() {
    door.close();
  }

  @Test
  @Order(1)
  void isPostedOnceAsPostgresKnowsIt() {
    String ann = client.newWallet(1_000);
    String hold = forgottenHold(ann, 600);

    Response posted = client.post("/transfers/" + hold + "/post", "");
    Response again = client.post("/transfers/" + hold + "/post", "");

    assertThat(posted.status()).as(posted.body()).isEqualTo(201);
    assertThat(posted.text("status")).isEqualTo("posted");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("code")).isEqualTo("pending_transfer_already_posted");
    assertThat(door.ledger.posted(ann)).isEqualTo(400);
  }

  @Test
  @Order(2)
  void thatASystemAccountPaysIsVoidedForIt() {
    String hold = forgottenHold("world:USD", 600);

    Response voided =
        client.post("/transfers/" + hold + "/void", "{\"debit_account_id\": \"world:USD\"}");

    assertThat(voided.status()).as(voided.body()).isEqualTo(201);
    assertThat(voided.text("status")).isEqualTo("voided");
  }

  @Test
  @Order(3)
  void isDecidedByTheLedgerWhereItsAccountIsNamedAndPostgresIsAway() {
    String ann = client.newWallet(1_000);
    String hold = forgottenHold(ann, 600);
    String other = forgottenHold(ann, 7);
    door.ledger.stopPostgres();
    int before = door.ledger.commands().size();

    Response unnamed = client.post("/transfers/" + hold + "/post", "");
    int afterwards = door.ledger.commands().size();
    Response named = client.post("/transfers/" + hold + "/post", of(ann));
    Response late = client.post("/transfers/" + hold + "/post", of(ann));
    Response voided = client.post("/transfers/" + other + "/void", of(ann));
    Response none = client.post("/transfers/no-such-hold/post", of(ann));

    assertThat(unnamed.status()).as(unnamed.body()).isEqualTo(503);
    assertThat(unnamed.text("code")).isEqualTo("postgres_unavailable");
    assertThat(unnamed.header("Retry-After")).isNotEmpty();
    assertThat(afterwards).isEqualTo(before);
    assertThat(named.status()).as(named.body()).isEqualTo(201);
    assertThat(named.text("status")).isEqualTo("posted");
    assertThat(late.text("code")).isEqualTo("pending_transfer_already_posted");
    assertThat(voided.text("status")).isEqualTo("voided");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.text("code")).isEqualTo("pending_transfer_not_found");
    assertThat(door.ledger.posted(ann)).isEqualTo(400);
  }

  private String forgottenHold(String from, long cents) {
    Response held =
        client.post(
            "/transfers",
            transfer(from, client.newWallet(), cents).replace("}", ", \"pending\": true}"));
    assertThat(held.text("status")).as(held.body()).isEqualTo("pending");
    String id = held.text("transfer_id");
    door.ledger.forget(id);
    return id;
  }

  private static String of(String account) {
    return "{\"debit_account_id\": \"" + account + "\"}";
  }
}
