package io.penstock.ingest;

import static io.penstock.ingest.Client.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.ingest.Client.Response;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.views.ConsistencyToken.TransferMark;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DoorExtension.class)
class TransferCallsTest {
  private final Door door;
  private final Client client;

  TransferCallsTest(Door door) {
    this.door = door;
    this.client = new Client(door.uri());
  }

  @Test
  void movesMoneyAndAnswersWithTheTransfer() {
    String ann = client.newWallet(1_000);
    String ben = client.newWallet();

    Response moved = client.post("/transfers", transfer(ann, ben, 400));

    assertThat(moved.status()).as(moved.body()).isEqualTo(201);
    assertThat(moved.text("status")).isEqualTo("posted");
    assertThat(moved.json().path("amount").asLong()).isEqualTo(400);
    assertThat(moved.header("Content-Type")).isEqualTo("application/json");
    assertThat(moved.header("Location")).isEqualTo("/transfers/" + moved.text("transfer_id"));
    assertThat(moved.marks()).contains(new TransferMark(moved.text("transfer_id"), ann, 1));
  }

  @Test
  void keepsTheClientsOwnId() {
    String ann = client.newWallet(1_000);
    String ben = client.newWallet();
    String id = Client.newKey();

    Response moved = client.post("/transfers", withId(id, transfer(ann, ben, 1)));
    Response withOtherDebit = client.post("/transfers", withId(id, transfer("world:USD", ben, 1)));
    Response withOtherAmount = client.post("/transfers", withId(id, transfer(ann, ben, 2)));

    assertThat(moved.text("transfer_id")).isEqualTo(id);
    assertThat(withOtherDebit.status()).isEqualTo(422);
    assertThat(withOtherDebit.text("code"))
        .isEqualTo("id_already_used_with_different_debit_account_id");
    assertThat(withOtherDebit.text("field")).isEqualTo("debit_account_id");
    assertThat(withOtherAmount.status()).isEqualTo(422);
    assertThat(withOtherAmount.text("code")).isEqualTo("id_already_used_with_different_amount");
    assertThat(withOtherAmount.text("field")).isEqualTo("amount");
  }

  @Test
  void namesTheCreditAccountWhereASystemAccountPays() {
    String ann = client.newWallet();
    String ben = client.newWallet();
    String id = Client.newKey();
    client.post("/transfers", withId(id, transfer("world:USD", ann, 1)));

    Response toOther = client.post("/transfers", withId(id, transfer("world:USD", ben, 1)));

    assertThat(toOther.text("code")).isEqualTo("id_already_used_with_different_credit_account_id");
  }

  @Test
  void paysSeveralAtOnce() {
    String ann = client.newWallet(1_000);
    String ben = client.newWallet();

    Response moved =
        client.post(
            "/transfers",
            """
            {"debit_account_id": "%s", "currency": "USD", "amount": 110, "code": "sale",
             "metadata": {"order": "17"}, "credits": [
              {"account_id": "%s", "amount": "100"}, {"account_id": "fees:USD", "amount": 10}]}\
            """
                .formatted(ann, ben));

    assertThat(moved.status()).as(moved.body()).isEqualTo(201);
    assertThat(moved.json().path("credits")).hasSize(2);
    assertThat(moved.json().path("amount").asLong()).isEqualTo(110);
  }

  @Test
  void declinesWhenFundsAreShort() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();

    Response declined = client.post("/transfers", transfer(ann, ben, 101));

    assertThat(declined.status()).isEqualTo(402);
    assertThat(declined.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(declined.text("code")).isEqualTo("insufficient_funds");
    assertThat(declined.text("title")).isEqualTo("Insufficient funds");
    assertThat(declined.text("type")).isEqualTo("/problems/insufficient_funds");
    assertThat(declined.json().path("status").asInt()).isEqualTo(402);
    assertThat(declined.text("instance")).isEqualTo("/transfers");
    assertThat(declined.text("detail")).isNotBlank();
    assertThat(declined.text("transfer_id")).startsWith("tr_");
    assertThat(declined.text("transfer_status")).isEqualTo("declined");
  }

  @Test
  void leavesTheRulesToTheLedger() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();

    assertThat(codeOf(transfer(ann, ben, 5).replace("USD", "EUR")))
        .isEqualTo("422 currency_mismatch");
    assertThat(codeOf(transfer("nobody", ben, 5))).isEqualTo("422 debit_account_not_found");
    assertThat(codeOf(transfer(ann, "nobody", 5))).isEqualTo("422 credit_account_not_found");
  }

  @Test
  void refusesWhatIsMalformedBeforeAnythingIsSent() {
    String sale = transfer("ann", "ben", 5);
    int before = door.ledger.commands().size();

    assertThat(faultOf(transfer("ann", "ann", 0)))
        .isEqualTo("400 accounts_must_be_different credit_account_id");
    assertThat(faultOf(transfer("ann", "ben", 0).replace("USD", "DEM")))
        .isEqualTo("400 amount_must_be_positive amount");
    assertThat(faultOf(transfer("ann", "ben", -1))).isEqualTo("400 amount_must_be_positive amount");
    assertThat(faultOf(sale.replace("5", "\"-1\"")))
        .isEqualTo("400 amount_must_be_positive amount");
    assertThat(faultOf(sale.replace("USD", "DEM"))).isEqualTo("400 currency_unknown currency");
    assertThat(faultOf(sale.replace("}", ", \"timeout_seconds\": 5}")))
        .isEqualTo("400 timeout_reserved_for_pending timeout_seconds");
    assertThat(faultOf(sale.replace("}", ", \"timeout_seconds\": 0, \"pending\": true}")))
        .isEqualTo("400 timeout_out_of_range timeout_seconds");
    assertThat(codeOf("/transfers/any/post", "{\"amount\": \"-1\"}"))
        .isEqualTo("400 amount_must_be_positive");
    assertThat(door.ledger.commands()).hasSize(before);
  }

  @Test
  void namesTheLegThatIsMalformed() {
    String legs =
        """
        {"debit_account_id": "ann", "currency": "USD", "credits": [
          {"account_id": "ben", "amount": 1}, {"account_id": "%s", "amount": %d}]}\
        """;

    assertThat(faultOf(legs.formatted("cat", 0)))
        .isEqualTo("400 amount_must_be_positive credits[1].amount");
    assertThat(faultOf(legs.formatted("ann", 1)))
        .isEqualTo("400 accounts_must_be_different credits[1].account_id");
  }

  @Test
  void namesTheLegWhoseAccountIsUnknown() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();

    Response refused =
        client.post(
            "/transfers",
            """
            {"debit_account_id": "%s", "currency": "USD", "credits": [
              {"account_id": "%s", "amount": 1}, {"account_id": "nobody", "amount": 1}]}\
            """
                .formatted(ann, ben));

    assertThat(refused.text("code")).isEqualTo("credit_account_not_found");
    assertThat(refused.text("field")).isEqualTo("credits[1].account_id");
  }

  @Test
  void reversesWhatWasPosted() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();
    String id = client.post("/transfers", Client.transfer(ann, ben, 60)).text("transfer_id");

    Response part =
        client.post("/transfers/" + id + "/reverse", "{\"amount\": 20, \"reason\": \"late\"}");
    Response tooMuch =
        client.post("/transfers/" + id + "/reverse", "{\"amount\": 41, \"reason\": \"late\"}");
    Response rest = client.post("/transfers/" + id + "/reverse", "{\"reason\": \"late\"}");
    Response again = client.post("/transfers/" + id + "/reverse", "{\"reason\": \"late\"}");
    Response noReason = client.post("/transfers/" + id + "/reverse", "{}");
    Response blank = client.post("/transfers/" + id + "/reverse", "{\"reason\": \" \"}");
    Response unknown = client.post("/transfers/never/reverse", "{\"reason\": \"late\"}");
    Response ofAnother =
        client.post(
            "/transfers/" + id + "/reverse",
            "{\"reason\": \"late\", \"debit_account_id\": \"" + ben + "\"}");

    assertThat(part.status()).as(part.body()).isEqualTo(201);
    assertThat(part.text("reverses")).isEqualTo(id);
    assertThat(part.text("debit_account_id")).isEqualTo(ben);
    assertThat(tooMuch.status() + tooMuch.text("code")).isEqualTo("422exceeds_posted_amount");
    assertThat(rest.json().path("amount").asLong()).isEqualTo(40);
    assertThat(again.status() + again.text("code"))
        .isEqualTo("409original_transfer_already_reversed");
    assertThat(noReason.status() + noReason.text("field")).isEqualTo("400reason");
    assertThat(blank.status() + blank.text("field")).isEqualTo("400reason");
    assertThat(unknown.status() + unknown.text("code")).isEqualTo("404original_transfer_not_found");
    assertThat(ofAnother.status() + ofAnother.text("code"))
        .isEqualTo("404original_transfer_not_found");
    assertThat(door.ledger.posted(ann)).isEqualTo(100);
    assertThat(door.ledger.posted(ben)).isZero();
  }

  @Test
  void usesNeitherIdNorKeyUpForWhatIsMalformed() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();
    String id = Client.newKey();

    Response refused =
        client.post("/transfers", withId(id, transfer(ann, ben, 0)), "Idempotency-Key", id);
    Response mended =
        client.post("/transfers", withId(id, transfer(ann, ben, 5)), "Idempotency-Key", id);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(mended.status()).as(mended.body()).isEqualTo(201);
  }

  @Test
  void refusesAnUnknownCreditAccountBeforeMoneyMoves() {
    String ann = client.newWallet(100);

    Response refused = client.post("/transfers", transfer(ann, "nobody", 5));

    assertThat(refused.text("transfer_status")).isEqualTo("declined");
    assertThat(commandOf(refused).getDoubt()).isEqualTo("credit_account_not_found");
  }

  @Test
  void refusesAClosedCreditAccountBeforeMoneyMoves() {
    String ann = client.newWallet(100);
    String ben = client.newWallet();
    client.post("/accounts/" + ben + "/close", "");

    Response refused = client.post("/transfers", transfer(ann, ben, 5));

    assertThat(refused.text("code")).isEqualTo("credit_account_closed");
    assertThat(refused.text("transfer_status")).isEqualTo("declined");
  }

  @Test
  void postsPartOfAHold() {
    String hold = newHold(client.newWallet(1_000), 600);

    Response posted = client.post("/transfers/" + hold + "/post", "{\"amount\": 500}");

    assertThat(posted.status()).as(posted.body()).isEqualTo(201);
    assertThat(posted.text("transfer_id")).isEqualTo(hold);
    assertThat(posted.text("status")).isEqualTo("posted");
    assertThat(posted.json().path("amount_posted").asLong()).isEqualTo(500);
    assertThat(posted.header("Consistency-Token")).isNotEmpty();
    assertThat(posted.header("Location")).isEqualTo("/transfers/" + hold);
  }

  @Test
  void tellsTheSecondResolutionHowTheFirstEnded() {
    String hold = newHold(client.newWallet(1_000), 600);
    client.post("/transfers/" + hold + "/void", "");

    Response late = client.post("/transfers/" + hold + "/post", "");

    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("code")).isEqualTo("pending_transfer_already_voided");
    assertThat(late.text("transfer_id")).isEqualTo(hold);
  }

  @Test
  void resolvesAHoldThatASystemAccountPays() {
    String hold = newHold("world:USD", 600);

    Response voided = client.post("/transfers/" + hold + "/void", "{}");

    assertThat(voided.text("status")).isEqualTo("voided");
  }

  /** As two doors leave them behind that took the same id at the same moment. */
  @Test
  void resolvesEachOfTwoHoldsThatGotTheSameId() {
    String ann = client.newWallet(100);
    String ben = client.newWallet(70);
    String id = Client.newKey();
    door.produce(hold(id, ann, "world:USD", 100));
    door.produce(hold(id, ben, "world:USD", 70));
    awaitHold(id, ann);
    awaitHold(id, ben);

    Response ambiguous = client.post("/transfers/" + id + "/void", "");
    String cat = client.newWallet();
    Response third = client.post("/transfers", withId(id, transfer("world:USD", cat, 1)));
    Response anns = client.post("/transfers/" + id + "/void", of(ann));
    Response bens = client.post("/transfers/" + id + "/post", of(ben));

    assertThat(ambiguous.status()).isEqualTo(409);
    assertThat(ambiguous.text("code")).isEqualTo("transfer_id_ambiguous");
    assertThat(ambiguous.json().path("accounts"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(ann, ben);
    assertThat(anns.text("status")).isEqualTo("voided");
    assertThat(anns.json().has("scope_account_id")).isFalse();
    assertThat(bens.text("status")).isEqualTo("posted");
    assertThat(door.ledger.posted(ann)).isEqualTo(100);
    assertThat(door.ledger.posted(ben)).isZero();
    assertThat(third.text("code")).isEqualTo("id_already_used_with_different_debit_account_id");
  }

  @Test
  void tellsFundingsWithOneIdApartByWhoIsPaid() {
    String ann = client.newWallet();
    String ben = client.newWallet();
    String id = Client.newKey();
    door.produce(hold(id, "world:USD", ann, 100));
    door.produce(hold(id, "world:USD", ben, 70));
    awaitHold(id, ann);
    awaitHold(id, ben);

    Response ambiguous = client.post("/transfers/" + id + "/post", of("world:USD"));
    Response posted = client.post("/transfers/" + id + "/post", of(ben));

    assertThat(ambiguous.text("code")).isEqualTo("transfer_id_ambiguous");
    assertThat(posted.text("status")).as(posted.body()).isEqualTo("posted");
    assertThat(door.ledger.posted(ben)).isEqualTo(70);
  }

  @Test
  void findsNoHoldOfAnAccountThatHasNone() {
    String hold = newHold(client.newWallet(1_000), 600);

    Response missing = client.post("/transfers/" + hold + "/void", of("nobody"));

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.text("code")).isEqualTo("pending_transfer_not_found");
  }

  @Test
  void findsNoHoldToResolve() {
    Response missing = client.post("/transfers/no-such-hold/post", "");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.text("code")).isEqualTo("pending_transfer_not_found");
    assertThat(missing.text("instance")).isEqualTo("/transfers/no-such-hold/post");
  }

  private static TransferCommand hold(String id, String from, String to, long cents) {
    return TransferCommand.newBuilder()
        .setTransferId(id)
        .setKind(TransferKind.HOLD)
        .setDebitAccountId(from)
        .setCredits(List.of(new Credit(to, cents)))
        .setCurrency("USD")
        .build();
  }

  private static String of(String account) {
    return "{\"debit_account_id\": \"" + account + "\"}";
  }

  private void awaitHold(String id, String scope) {
    await().until(() -> door.ledger.hasTransfer(id, scope));
  }

  private String newHold(String from, long cents) {
    Response held =
        client.post(
            "/transfers",
            transfer(from, client.newWallet(), cents)
                .replace("}", ", \"pending\": true, \"timeout_seconds\": 3600}"));
    assertThat(held.status()).as(held.body()).isEqualTo(201);
    assertThat(held.text("status")).isEqualTo("pending");
    return held.text("transfer_id");
  }

  private String codeOf(String transfer) {
    return codeOf("/transfers", transfer);
  }

  private String codeOf(String path, String body) {
    Response refused = client.post(path, body);
    return refused.status() + " " + refused.text("code");
  }

  private String faultOf(String transfer) {
    Response refused = client.post("/transfers", transfer);
    return refused.status() + " " + refused.text("code") + " " + refused.text("field");
  }

  private TransferCommand commandOf(Response response) {
    return door.ledger.commands().stream()
        .filter(TransferCommand.class::isInstance)
        .map(TransferCommand.class::cast)
        .filter(command -> command.getTransferId().equals(response.text("transfer_id")))
        .findFirst()
        .orElseThrow();
  }

  private static String withId(String id, String transfer) {
    return transfer.replaceFirst("\\{", "{\"transfer_id\": \"" + id + "\", ");
  }
}
