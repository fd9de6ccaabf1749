package io.penstock.ingest;

import static io.penstock.ingest.Client.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.ingest.Client.Response;
import io.penstock.ingest.transfers.BatchCall;
import io.penstock.views.ConsistencyToken.TransferMark;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DoorExtension.class)
class BatchCallTest {
  private static final String KEY = "Idempotency-Key";

  private final Door door;
  private final Client client;

  BatchCallTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void aLargeBatchCarriesOnePositionAPartition() {
    String ann = client.newWallet(1_000);
    String ben = client.newWallet();
    String[] transfers =
        IntStream.range(0, 200)
            .mapToObj(i -> named("large-" + i + ann, ann, ben, 1))
            .toArray(String[]::new);

    Response batch = client.post("/transfers/batch", batchOf(transfers));

    assertThat(batch.status()).isEqualTo(200);
    assertThat(batch.header("Consistency-Token")).isNotEmpty().hasSizeLessThan(4096);
  }

  @Test
  void decidesEachTransferByItself() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();
    String used = Client.newKey();
    client.post("/transfers", named(used, ann, ben, 1));

    Response batch =
        client.post(
            "/transfers/batch",
            batchOf(
                named("b1-" + used, ann, ben, 60),
                named("b2-" + used, ann, ben, 60),
                named("b3-" + used, ann, "nobody", 1),
                named(used, "world:USD", ben, 1),
                named("b5-" + used, ann, ben, 39)));

    assertThat(batch.status()).as(batch.body()).isEqualTo(200);
    JsonNode results = batch.json().path("results");
    assertThat(result(results, 0)).isEqualTo("b1-" + used + " 201 posted");
    assertThat(result(results, 1)).isEqualTo("b2-" + used + " 402 insufficient_funds");
    assertThat(result(results, 2)).isEqualTo("b3-" + used + " 422 credit_account_not_found");
    assertThat(result(results, 3))
        .isEqualTo(used + " 422 id_already_used_with_different_debit_account_id");
    assertThat(result(results, 4)).isEqualTo("b5-" + used + " 201 posted");
    assertThat(door.ledger.posted(ann)).isZero();
    assertThat(batch.marks())
        .contains(new TransferMark("b1-" + used, ann, 1), new TransferMark("b5-" + used, ann, 1));
  }

  @Test
  void decidesLinkedTransfersTogether() {
    String ann = client.newWallet(100);
    String ben = client.newWallet(100);
    String n = Client.newKey();

    JsonNode results =
        client
            .post(
                "/transfers/batch",
                batchOf(
                    linked("a1-" + n, ann, ben, 60),
                    named("a2-" + n, ann, ben, 41),
                    linked("b1-" + n, ann, ben, 60),
                    named("b2-" + n, ann, ben, 40),
                    linked("c1-" + n, ann, ben, 1),
                    named("c2-" + n, ben, ann, 1),
                    linked("d1-" + n, ben, ann, 1),
                    named("d2-" + n, ben, ann, 0),
                    linked("e1-" + n, ben, ann, 1)))
            .json()
            .path("results");

    assertThat(result(results, 0)).isEqualTo("a1-" + n + " 422 linked_transfer_failed");
    assertThat(result(results, 1)).isEqualTo("a2-" + n + " 402 insufficient_funds");
    assertThat(result(results, 2)).isEqualTo("b1-" + n + " 201 posted");
    assertThat(result(results, 3)).isEqualTo("b2-" + n + " 201 posted");
    assertThat(result(results, 4)).isEqualTo("c1-" + n + " 400 linked_chain_spans_accounts");
    assertThat(result(results, 5)).isEqualTo("c2-" + n + " 400 linked_chain_spans_accounts");
    assertThat(result(results, 6)).isEqualTo("d1-" + n + " 422 linked_transfer_failed");
    assertThat(result(results, 7)).isEqualTo("d2-" + n + " 400 amount_must_be_positive");
    assertThat(result(results, 8)).isEqualTo("e1-" + n + " 400 linked_chain_open");
    assertThat(door.ledger.posted(ann)).isZero();
    assertThat(door.ledger.posted(ben)).isEqualTo(200);
  }

  private static String linked(String id, String from, String to, long cents) {
    return named(id, from, to, cents).replaceFirst("\\{", "{\"linked\": true, ");
  }

  @Test
  void refusesAnIdThatAnotherAccountOfTheBatchHas() {
    String ann = client.newWallet(100);
    String ben = client.newWallet(100);
    String id = Client.newKey();

    Response batch =
        client.post(
            "/transfers/batch",
            batchOf(
                named(id, ann, "fees:USD", 60),
                named(id, ben, "fees:USD", 70),
                named(id, ann, "fees:USD", 60)));

    JsonNode results = batch.json().path("results");
    assertThat(result(results, 0)).isEqualTo(id + " 201 posted");
    assertThat(result(results, 1))
        .isEqualTo(id + " 422 id_already_used_with_different_debit_account_id");
    assertThat(result(results, 2)).isEqualTo(id + " 201 posted");
    assertThat(door.ledger.posted(ann)).isEqualTo(40);
    assertThat(door.ledger.posted(ben)).isEqualTo(100);
  }

  @Test
  void givesTheAnswerOfABatchAgain() {
    String ann = client.newWallet();
    String key = Client.newKey();
    String body = batchOf(named("r1-" + key, "world:USD", ann, 5));

    Response first = client.post("/transfers/batch", body, KEY, key);
    Response again = client.post("/transfers/batch", body, KEY, key);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void saysWhatIsNotDecidedYet() {
    String ann = client.newWallet();
    String key = Client.newKey();
    String body = batchOf(named("u1-" + key, "world:USD", ann, 5));
    door.ledger.holdBack();

    Response early = client.post("/transfers/batch", body, KEY, key, "Prefer", "wait=0");
    door.ledger.goOn();
    Response late = client.post("/transfers/batch", body, KEY, key);

    assertThat(early.status()).isEqualTo(200);
    assertThat(result(early.json().path("results"), 0)).isEqualTo("u1-" + key + " 202 processing");
    assertThat(result(late.json().path("results"), 0)).isEqualTo("u1-" + key + " 201 posted");
    assertThat(late.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(door.ledger.posted(ann)).isEqualTo(5);
  }

  @Test
  void refusesAMalformedTransferBeforeAnyIsSent() {
    int before = door.ledger.commands().size();

    Response refused =
        client.post(
            "/transfers/batch",
            batchOf(named("m1", "world:USD", "ann", 5), transfer("world:USD", "ann", 5)));
    Response keyWithin = client.post("/transfers/batch", batchOf("{\"idempotency_key\": \"a\"}"));
    Response empty = client.post("/transfers/batch", "{\"transfers\": []}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("field")).isEqualTo("transfers[1].transfer_id");
    assertThat(keyWithin.text("field")).isEqualTo("transfers[0].idempotency_key");
    assertThat(empty.text("field")).isEqualTo("transfers");
    assertThat(door.ledger.commands()).hasSize(before);
  }

  @Test
  void refusesAloneWhatIsMalformedWhateverTheBooksSay() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();
    String id = Client.newKey();

    Response batch =
        client.post(
            "/transfers/batch", batchOf(named(id, ann, ben, 0), named("w-" + id, ann, ben, 1)));
    Response mended = client.post("/transfers/batch", batchOf(named(id, ann, ben, 2)));

    assertThat(batch.status()).as(batch.body()).isEqualTo(200);
    JsonNode results = batch.json().path("results");
    assertThat(result(results, 0)).isEqualTo(id + " 400 amount_must_be_positive");
    assertThat(results.at("/0/problem/field").asText()).isEqualTo("amount");
    assertThat(result(results, 1)).isEqualTo("w-" + id + " 201 posted");
    assertThat(result(mended.json().path("results"), 0)).isEqualTo(id + " 201 posted");
  }

  @Test
  void takesAsManyAsPromisedAndNoMore() {
    String ann = client.newWallet();
    String key = Client.newKey();
    String full = batchOf(BatchCall.MAX_BATCH, ann, key);
    String tooMany = full.replace("]}", "," + named("last", "world:USD", ann, 1) + "]}");

    Response refused = client.post("/transfers/batch", tooMany);
    Response taken = client.post("/transfers/batch", full, KEY, key, "Prefer", "wait=30");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("code")).isEqualTo("field_out_of_range");
    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.json().path("results")).hasSize(BatchCall.MAX_BATCH);
    assertThat(door.ledger.posted(ann)).isEqualTo(BatchCall.MAX_BATCH);
  }

  /** Its commands are sent again, and the ledger answers as it did. */
  @Test
  void givesAnAnswerAgainThatIsTooLongToKeep() {
    String ann = client.newWallet();
    String key = Client.newKey();
    int size = 2_000;
    String body = batchOf(size, ann, key);

    Response first = client.post("/transfers/batch", body, KEY, key, "Prefer", "wait=30");
    Response again = client.post("/transfers/batch", body, KEY, key, "Prefer", "wait=30");
    Response other = client.post("/transfers/batch", batchOf(1, ann, key), KEY, key);

    assertThat(first.body().length()).isGreaterThan(512 * 1024);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(other.status()).isEqualTo(422);
    assertThat(door.ledger.posted(ann)).isEqualTo(size);
  }

  private static String result(JsonNode results, int i) {
    JsonNode result = results.path(i);
    String said =
        result.has("problem")
            ? result.path("problem").path("code").asText()
            : result.path("transfer").path("status").asText();
    return result.path("transfer_id").asText() + " " + result.path("status").asInt() + " " + said;
  }

  private static String batchOf(int size, String to, String key) {
    return batchOf(
        IntStream.range(0, size)
            .mapToObj(i -> named("n" + i + "-" + key, "world:USD", to, 1))
            .toArray(String[]::new));
  }

  private static String batchOf(String... transfers) {
    return "{\"transfers\": [" + String.join(",", transfers) + "]}";
  }

  private static String named(String id, String from, String to, long cents) {
    return transfer(from, to, cents).replaceFirst("\\{", "{\"transfer_id\": \"" + id + "\", ");
  }
}
