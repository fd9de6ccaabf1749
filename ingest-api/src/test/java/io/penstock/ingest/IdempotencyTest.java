package io.penstock.ingest;

import static io.penstock.ingest.Client.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.Javalin;
import io.penstock.ingest.Client.Response;
import io.penstock.ingest.requests.IdempotencyKey;
import io.penstock.schemas.TransferCommand;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(DoorExtension.class)
class IdempotencyTest {
  private static final String KEY = "Idempotency-Key";

  private final Door door;
  private final Client client;

  IdempotencyTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void insistsOnAKey() {
    Response without = client.post("/transfers", transfer("world:USD", "ann", 1), new String[0]);

    assertThat(without.status()).isEqualTo(400);
    assertThat(without.text("code")).isEqualTo("idempotency_key_required");
    assertThat(without.text("field")).isEqualTo("Idempotency-Key");
  }

  @Test
  void givesTheFirstAnswerAgain() {
    String ann = client.newWallet();
    String key = Client.newKey();

    Response first = client.post("/transfers", transfer("world:USD", ann, 7), KEY, key);
    Response again = client.post("/transfers", transfer("world:USD", ann, 7), KEY, key);

    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.header("Consistency-Token")).isEqualTo(first.header("Consistency-Token"));
    assertThat(commands(first.text("transfer_id"))).isEqualTo(1);
  }

  @Test
  void givesADeclineAgain() {
    String ann = client.newWallet(1);
    String ben = client.newWallet(100);
    String key = Client.newKey();

    Response first = client.post("/transfers", transfer(ann, ben, 7), KEY, key);
    client.post("/transfers", transfer(ben, ann, 50));
    Response again = client.post("/transfers", transfer(ann, ben, 7), KEY, key);

    assertThat(first.status()).isEqualTo(402);
    assertThat(again.status()).isEqualTo(402);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void everyInstanceKnowsTheAnswer() {
    String ann = client.newWallet();
    String key = "a/b %2F " + Client.newKey();
    Response first = client.post("/transfers", transfer("world:USD", ann, 7), KEY, key);
    await().until(() -> door.ledger.idempotentAnswer(recordKey(key)) != null);

    Javalin other = door.another();
    try {
      Client elsewhere = new Client(URI.create("http://127.0.0.1:" + other.port()));
      Response again = elsewhere.post("/transfers", transfer("world:USD", ann, 7), KEY, key);
      Response otherBody = elsewhere.post("/transfers", transfer("world:USD", ann, 8), KEY, key);

      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(otherBody.status()).isEqualTo(422);
      assertThat(otherBody.text("code")).isEqualTo("idempotency_key_reused");
    } finally {
      other.stop();
    }
  }

  @Test
  void whiteSpaceAndOrderDoNotMakeAnotherBody() {
    String ann = client.newWallet();
    String key = Client.newKey();

    Response first = client.post("/transfers", transfer("world:USD", ann, 7), KEY, key);
    Response again =
        client.post(
            "/transfers",
            """
            {"currency":"USD","amount":7,
             "credit_account_id":"%s","debit_account_id":"world:USD","idempotency_key":"%s"}\
            """
                .formatted(ann, key),
            new String[0]);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void refusesTheKeyForAnotherBodyOrPath() {
    String ann = client.newWallet();
    String key = Client.newKey();
    client.post("/transfers", transfer("world:USD", ann, 7), KEY, key);

    Response otherBody = client.post("/transfers", transfer("world:USD", ann, 8), KEY, key);
    Response otherPath = client.post("/accounts/" + ann + "/freeze", "", KEY, key);

    assertThat(otherBody.status()).isEqualTo(422);
    assertThat(otherBody.text("code")).isEqualTo("idempotency_key_reused");
    assertThat(otherPath.status()).isEqualTo(422);
  }

  @Test
  void quotedIsTheSameAsBare() {
    String ann = client.newWallet();
    String key = Client.newKey();

    Response first = client.post("/transfers", transfer("world:USD", ann, 7), KEY, key);
    Response again = client.post("/transfers", transfer("world:USD", ann, 7), KEY, '"' + key + '"');
    Response both =
        client.post(
            "/transfers",
            transfer("world:USD", ann, 7).replace("}", ", \"idempotency_key\": \"" + key + "\"}"),
            KEY,
            key);

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(both.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void refusesTwoDifferentKeys() {
    Response refused = client.post("/transfers", "{\"idempotency_key\": \"one\"}", KEY, "two");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("idempotency_key_conflict");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"open", "\"\"", "\"a\"b", "tab\there"})
  void refusesAMalformedKey(String key) {
    Response refused = client.post("/transfers", "{}", KEY, key);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("idempotency_key_malformed");
  }

  @Test
  void limitsTheLengthOfAKey() {
    String ann = client.newWallet();
    String longest = UUID.randomUUID().toString() + "~".repeat(255 - 36);

    Response taken = client.post("/transfers", transfer("world:USD", ann, 7), KEY, longest);
    Response refused = client.post("/transfers", transfer("world:USD", ann, 7), KEY, longest + "~");

    assertThat(taken.status()).isEqualTo(201);
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void tellsThatTheFirstRequestStillRuns() {
    String ann = client.newWallet();
    String key = Client.newKey();
    String body = transfer("world:USD", ann, 7);
    door.ledger.holdBack();

    CompletableFuture<Response> first =
        client.postLater("/transfers", body, KEY, key, "Prefer", "wait=20");
    await().until(() -> commandsTo(ann) == 1);
    Response second = client.post("/transfers", body, KEY, key);
    Response other = client.post("/transfers", transfer("world:USD", ann, 8), KEY, key);
    door.ledger.goOn();

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.text("code")).isEqualTo("request_in_progress");
    assertThat(second.header("Retry-After")).isEqualTo("1");
    assertThat(other.status()).isEqualTo(422);
    assertThat(first.join().status()).isEqualTo(201);
  }

  @Test
  void movesMoneyOnceWhereTheFirstAnswerCameTooEarly() {
    String ann = client.newWallet();
    String key = Client.newKey();
    String body = transfer("world:USD", ann, 7);
    door.ledger.holdBack();

    Response early = client.post("/transfers", body, KEY, key, "Prefer", "wait=0");
    Response otherBody = client.post("/transfers", transfer("world:USD", ann, 8), KEY, key);
    door.ledger.goOn();
    Response late = client.post("/transfers", body, KEY, key);

    assertThat(early.status()).isEqualTo(202);
    assertThat(early.text("status")).isEqualTo("processing");
    assertThat(early.header("Location")).isEqualTo("/transfers/" + early.text("transfer_id"));
    assertThat(otherBody.status()).isEqualTo(422);
    assertThat(late.status()).isEqualTo(201);
    assertThat(late.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(late.text("transfer_id")).isEqualTo(early.text("transfer_id"));
    assertThat(door.ledger.posted(ann)).isEqualTo(7);
  }

  @Test
  void everyInstanceKnowsThatItWasAskedBeforeThoughNotDecided() {
    String ann = client.newWallet();
    String key = Client.newKey();
    door.ledger.holdBack();
    Response early =
        client.post("/transfers", transfer("world:USD", ann, 7), KEY, key, "Prefer", "wait=0");
    await().until(() -> door.ledger.idempotentAnswer(recordKey(key)) != null);

    Javalin other = door.another();
    try {
      Client elsewhere = new Client(URI.create("http://127.0.0.1:" + other.port()));
      Response waiting =
          elsewhere.post("/transfers", transfer("world:USD", ann, 7), KEY, key, "Prefer", "wait=0");
      door.ledger.goOn();
      Response decided = elsewhere.post("/transfers", transfer("world:USD", ann, 7), KEY, key);

      assertThat(early.header("Idempotent-Replayed")).isEmpty();
      assertThat(waiting.status()).isEqualTo(202);
      assertThat(waiting.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(decided.status()).isEqualTo(201);
      assertThat(decided.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(decided.text("status")).isEqualTo("posted");
    } finally {
      other.stop();
    }
  }

  private long commands(String transferId) {
    return door.ledger.commands().stream()
        .filter(
            command ->
                command instanceof TransferCommand transfer
                    && transfer.getTransferId().equals(transferId))
        .count();
  }

  private long commandsTo(String account) {
    return door.ledger.commands().stream()
        .filter(
            command ->
                command instanceof TransferCommand transfer
                    && transfer.getCredits().stream()
                        .anyMatch(credit -> credit.getAccountId().equals(account)))
        .count();
  }

  private static String recordKey(String key) {
    return new IdempotencyKey(key).recordKey();
  }
}
