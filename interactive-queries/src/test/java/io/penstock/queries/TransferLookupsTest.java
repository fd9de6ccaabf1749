package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.views.ConsistencyToken;
import io.penstock.views.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Transfers by id, and the door's waits for outcomes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransferLookupsTest {
  private static final Counters COUNTERS = new Counters(7L, 40L, 100L, 5L, 500L, 1_000L);

  private final FactWriter facts = new FactWriter();
  private ViewsNode node;

  @BeforeAll
  void start(@TempDir Path dir) {
    node = ViewsNode.start(dir, "transfers").awaitReady();
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
  }

  @Test
  void showsAHoldThatWasPostedInPart() {
    write(
        hold("tr-hold")
            .setMetadata(Map.of("order", "17"))
            .setCode("order")
            .setStatus(TransferStatus.POSTED)
            .setRevision(2)
            .setResolution(
                Resolution.newBuilder()
                    .setStatus(TransferStatus.POSTED)
                    .setResolvedBy("tr-post")
                    .setPostedMinor(30L)
                    .setDebitAccount(Counters.newBuilder(COUNTERS).setVersion(8L).build())
                    .setResolvedAtMs(FactWriter.nowMs() + 60_000)
                    .build())
            .build());

    JsonNode transfer = node.await200("/transfers/tr-hold").json();

    assertThat(transfer.path("transfer_id").asText()).isEqualTo("tr-hold");
    assertThat(transfer.path("status").asText()).isEqualTo("posted");
    assertThat(transfer.path("kind").asText()).isEqualTo("hold");
    assertThat(transfer.path("pending").asBoolean()).isFalse();
    assertThat(transfer.path("amount").asLong()).isEqualTo(40);
    assertThat(transfer.path("amount_posted").asLong()).isEqualTo(30);
    assertThat(transfer.has("amount_reversed")).isFalse();
    assertThat(transfer.path("credit_account_id").asText()).isEqualTo("tr-shop");
    assertThat(transfer.path("credits").get(0).path("amount").asLong()).isEqualTo(40);
    assertThat(transfer.path("timeout_seconds").asLong()).isEqualTo(600);
    assertThat(transfer.path("expires_at").asText())
        .isEqualTo(Json.time(FactWriter.nowMs() + 600_000));
    assertThat(transfer.path("resolved_by").asText()).isEqualTo("tr-post");
    assertThat(transfer.path("revision").asInt()).isEqualTo(2);
    assertThat(transfer.path("metadata").path("order").asText()).isEqualTo("17");
    assertThat(transfer.path("code").asText()).isEqualTo("order");
    assertThat(transfer.path("created_at").asText()).isEqualTo(Json.time(FactWriter.nowMs()));
    assertThat(transfer.path("updated_at").asText())
        .isEqualTo(Json.time(FactWriter.nowMs() + 60_000));
    assertThat(transfer.has("failure_code")).isFalse();
    JsonNode balances = transfer.path("balances");
    assertThat(balances.path("account_id").asText()).isEqualTo("tr-buyer");
    assertThat(balances.path("version").asLong()).isEqualTo(8);
    assertThat(balances.path("posted").asLong()).isEqualTo(400);
    assertThat(balances.path("available").asLong()).isEqualTo(1_360);
  }

  @Test
  void showsADeclinedTransferToSeveral() {
    write(
        facts
            .outcome("tr-split", "tr-buyer", "tr-buyer", "tr-shop", 0)
            .setCredits(List.of(new Credit("tr-shop", Long.MAX_VALUE), new Credit("tr-fee", 1L)))
            .setStatus(TransferStatus.DECLINED)
            .setFailureCode("overflow")
            .setFailureDetail("The credits add up to too much.")
            .build());

    JsonNode transfer = node.await200("/transfers/tr-split").json();

    assertThat(transfer.path("status").asText()).isEqualTo("declined");
    assertThat(transfer.path("failure_code").asText()).isEqualTo("overflow");
    assertThat(transfer.path("failure_detail").asText()).startsWith("The credits");
    assertThat(transfer.has("credit_account_id")).isFalse();
    assertThat(transfer.path("amount").bigIntegerValue()).isEqualTo("9223372036854775808");
    assertThat(transfer.has("balances")).isFalse();
    assertThat(transfer.path("pending").asBoolean()).isFalse();
  }

  @Test
  void asksWhichIsMeantWhereSeveralAccountsHaveTheId() {
    TransferOutcome older = scoped("tr-twice", "tr-zoe", 1_000);
    TransferOutcome younger = scoped("tr-twice", "tr-adam", 2_000);
    write(younger);
    write(older);
    // Answers to repeats stand between the states and are none.
    write(TransferOutcome.newBuilder(older).setRepeated(true).setRequestId("again").build());
    write(scoped("tr-twice-not", "tr-adam", 10));
    node.awaitTransfer("tr-twice-not");
    assertThat(answer("tr-twice", "tr-zoe", "again", ViewsNode.LONG)).isPresent();

    Answer ambiguous = node.get("/transfers/tr-twice");
    ambiguous.isProblem(409, "transfer_id_ambiguous", "debit_account_id");
    assertThat(ambiguous.parsed().path("accounts"))
        .extracting(JsonNode::asText)
        .containsExactly("tr-zoe", "tr-adam");
    assertThat(debit("/transfers/tr-twice?debit_account_id=tr-zoe")).isEqualTo("tr-zoe");
    assertThat(debit("/transfers/tr-twice?debit_account_id=tr-adam")).isEqualTo("tr-adam");
    assertThat(debit("/transfers/tr-twice-not?debit_account_id=tr-adam")).isEqualTo("tr-adam");
    node.get("/transfers/tr-twice?debit_account_id=tr-eve").isProblem(404, "transfer_not_found");
    node.get("/transfers/tr-twic").isProblem(404, "transfer_not_found");
    node.get("/transfers/tr-twice?scope=x").isProblem(400, "unknown_parameter", "scope");
  }

  @Test
  void namesAFundingByItsScopeWhereTheSystemAccountPaidSeveral() {
    write(
        facts
            .outcome("tr-fund", "tr-fi", "world:USD", "tr-fi", 5)
            .setStatus(TransferStatus.POSTED)
            .build());
    write(
        facts
            .outcome("tr-fund", "tr-fo", "world:USD", "tr-fo", 6)
            .setStatus(TransferStatus.POSTED)
            .build());
    assertThat(node.door().transfers("tr-fund", "tr-fi", ViewsNode.LONG)).isNotEmpty();
    assertThat(node.door().transfers("tr-fund", "tr-fo", ViewsNode.LONG)).hasSize(2);

    node.get("/transfers/tr-fund?debit_account_id=world:USD")
        .isProblem(409, "transfer_id_ambiguous", "debit_account_id");
    JsonNode one = node.get("/transfers/tr-fund?debit_account_id=tr-fo").json();
    assertThat(one.path("amount").asLong()).isEqualTo(6);
  }

  @Test
  void wakesWhoeverWaitsForAnOutcome() {
    var waiting =
        CompletableFuture.supplyAsync(
            () -> answer("tr-wait", "tr-w", "request-tr-wait", ViewsNode.LONG));
    var other =
        CompletableFuture.supplyAsync(
            () -> answer("tr-wait", "tr-w", "other", Duration.ofSeconds(1)));

    facts.open("tr-w");
    TransferOutcome outcome = facts.transfer("tr-wait", "tr-w", "psp:tr:USD", 5);

    assertThat(waiting.join()).contains(outcome);
    assertThat(other.join()).isEmpty();
  }

  @Test
  void answersARefusedRequestThatPinnedNothing() {
    write(
        TransferOutcome.newBuilder(scoped("tr-refused", "tr-r", 5))
            .setStatus(TransferStatus.REFUSED)
            .setFailureCode("id_already_used_with_different_amount")
            .setRequestId("second")
            .build());

    TransferOutcome refusal = answer("tr-refused", "tr-r", "second", ViewsNode.LONG).orElseThrow();

    assertThat(refusal.getStatus()).isEqualTo(TransferStatus.REFUSED);
    assertThat(ConsistencyToken.of(refusal).encoded()).isEmpty();
    assertThat(answer("tr-refused", "tr-r", "first", Duration.ZERO)).isEmpty();
    node.get("/transfers/tr-refused").isProblem(404, "transfer_not_found");
  }

  @Test
  void answersTheRequestOfATransferThatHasMovedOn() {
    write(
        hold("tr-moved")
            .setRequestId("first")
            .setStatus(TransferStatus.EXPIRED)
            .setRevision(2)
            .setResolution(
                Resolution.newBuilder()
                    .setStatus(TransferStatus.EXPIRED)
                    .setResolvedAtMs(FactWriter.nowMs())
                    .build())
            .build());

    assertThat(answer("tr-moved", "tr-buyer", "first", ViewsNode.LONG))
        .map(TransferOutcome::getStatus)
        .contains(TransferStatus.EXPIRED);
  }

  private Optional<TransferOutcome> answer(String id, String scope, String request, Duration wait) {
    return node.door().transferAnswer(id, scope, request, wait);
  }

  private String debit(String path) {
    return node.get(path).json().path("debit_account_id").asText();
  }

  private void write(TransferOutcome outcome) {
    facts.commit(
        () -> facts.write(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(outcome), outcome));
  }

  private TransferOutcome.Builder hold(String id) {
    return facts
        .outcome(id, "tr-buyer", "tr-buyer", "tr-shop", 40)
        .setKind(TransferKind.HOLD)
        .setStatus(TransferStatus.PENDING)
        .setTimeoutSeconds(600L)
        .setExpiresAtMs(FactWriter.nowMs() + 600_000)
        .setDebitAccount(COUNTERS);
  }

  private TransferOutcome scoped(String id, String scope, long decidedAtMs) {
    return facts
        .outcome(id, scope, scope, "tr-shop", 10)
        .setStatus(TransferStatus.POSTED)
        .setRequestId("first")
        .setDecidedAtMs(decidedAtMs)
        .build();
  }
}
