package io.penstock.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.AccountJson;
import io.penstock.views.ConsistencyToken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits for accounts, stored answers, and consistency tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DoorQuestionsTest {
  private final FactWriter facts = new FactWriter();
  private ViewsNode node;

  @BeforeAll
  void start(@TempDir Path dir) {
    node = ViewsNode.start(dir, "door").awaitReady();
  }

  @AfterAll
  void stop() {
    node.close();
    facts.close();
  }

  @Test
  void answersAnAccountCommandOnceItsAccountCanBeSeen() {
    var waiting = CompletableFuture.supplyAsync(() -> accountAnswer("door-a", "r1"));
    var impatient =
        CompletableFuture.supplyAsync(
            () -> node.door().accountAnswer("door-a", "c1", "r1", Duration.ofSeconds(1)));
    AccountBalance notYet =
        AccountBalance.newBuilder(facts.prepared("door-a")).setOwnerId("dora").build();

    write(outcome("door-a").setRequestId("r1").setAccount(notYet).build());
    assertThat(impatient.join()).isEmpty();
    facts.commit(() -> facts.write(Topics.ACCOUNT_BALANCES, Keys.version("door-a", 1), notYet));

    AccountOutcome answer = waiting.join();
    assertThat(answer.getAccount()).isEqualTo(notYet);
    assertThat(answer.getFailureCode()).isNull();
    JsonNode shown = node.get("/accounts/door-a").json();
    assertThat(shown.path("owner_id").asText()).isEqualTo("dora");
    assertThat(shown).hasToString(AccountJson.of(notYet).toString());
  }

  @Test
  void answersARefusedAndARepeatedAccountCommand() {
    write(
        outcome("door-b")
            .setRequestId("r1")
            .setFailureCode("account_not_found")
            .setFailureDetail("There is none.")
            .build());
    write(
        outcome("door-b")
            .setRequestId("r2")
            .setRepeated(true)
            .setFailureCode("account_not_found")
            .build());

    AccountOutcome first = accountAnswer("door-b", "r1");
    AccountOutcome repeat = accountAnswer("door-b", "r2");

    assertThat(first.getFailureCode()).isEqualTo("account_not_found");
    assertThat(first.getFailureDetail()).isEqualTo("There is none.");
    assertThat(first.getAccount()).isNull();
    assertThat(repeat.getFailureCode()).isEqualTo("account_not_found");
  }

  @Test
  void waitsForAnAccount() {
    var waiting =
        CompletableFuture.supplyAsync(() -> node.door().account("door-c", ViewsNode.LONG));
    AccountBalance opened = facts.open("door-c");

    assertThat(waiting.join()).contains(opened);
    assertThat(node.door().account("door-nobody", Duration.ofMillis(50))).isEmpty();
    assertThat(node.door().transfers("door-nothing", null, Duration.ofMillis(50))).isEmpty();
    assertThat(node.get("/accounts/world:USD").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain-1", "scope#key", "a b+c%d", "a/b", "..", "k;v=1?x=ü\"\\"})
  void givesStoredAnswersBackWhateverTheirKey(String key) {
    IdempotentAnswer stored =
        IdempotentAnswer.newBuilder()
            .setFingerprint("f00d")
            .setStatus(201)
            .setHeaders(Map.of("Location", "/transfers/1"))
            .setBody("{\"amount\":1}")
            .setAnsweredAtMs(FactWriter.nowMs())
            .build();
    facts.commit(() -> facts.write(Topics.IDEMPOTENCY_ANSWERS, key, stored));

    await().until(() -> node.door().idempotentAnswer(key).isPresent());
    assertThat(node.door().idempotentAnswer(key)).contains(stored);
    assertThat(node.door().idempotentAnswer("unknown")).isEmpty();
  }

  @Test
  void seesTheWritesThatATokenNames() {
    facts.open("door-d");
    facts.open("door-e");
    for (int i = 0; i < 20; i++) {
      TransferOutcome transfer = facts.transfer("door-t" + i, "door-d", "psp:door:USD", 1);
      String token = token(ConsistencyToken.of(transfer));

      switch (i % 5) {
        case 0 -> assertThat(posted("/accounts/door-d", token)).isEqualTo(-i - 1);
        case 1 -> assertThat(posted("/accounts/door-d/balance", token)).isEqualTo(-i - 1);
        case 2 ->
            assertThat(read("/transfers/door-t" + i, token).path("status").asText())
                .isEqualTo("posted");
        case 3 -> assertThat(read("/accounts/door-d/entries", token).path("data")).hasSize(i + 1);
        default -> {
          assertThat(read("/ledger?account_id=door-d", token).path("data")).hasSize(i + 1);
          assertThat(newest(read("/ledger", "  " + token + " , " + token))).isEqualTo("door-t" + i);
        }
      }
    }
  }

  @Test
  void seesTheShardOfASystemAccountThatATokenNames() {
    facts.open("door-f");
    for (int i = 1; i <= 10; i++) {
      TransferOutcome transfer = facts.transfer("door-s" + i, "psp:shard:USD", "door-f", 1);

      assertThat(posted("/accounts/psp:shard:USD", token(ConsistencyToken.of(transfer))))
          .isEqualTo(-i);
    }
  }

  @Test
  void saysWhenItCannotCatchUp() {
    facts.open("door-g");
    node.awaitAccount("door-g");
    String future =
        token(
            new ConsistencyToken(
                java.util.List.of(new ConsistencyToken.AccountMark("door-g", null, 99))));

    Answer answer = node.get("/accounts/door-g", ConsistencyToken.HEADER, future);

    answer.isProblem(503, "views_behind");
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    // What the token says of one account keeps nobody from reading another.
    assertThat(node.get("/accounts/world:USD", ConsistencyToken.HEADER, future).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "MTth", "MTthI2Rvb3ItYSMjLTE", "MjthI2EjIzE", "MTtqIzk5IzE", "!", ","})
  void refusesAMalformedToken(String token) {
    node.get("/accounts/door-a", ConsistencyToken.HEADER, token)
        .isProblem(400, "malformed_consistency_token", "Consistency-Token");
  }

  private static String newest(JsonNode page) {
    return page.path("data").get(0).path("transaction_id").asText();
  }

  private long posted(String path, String token) {
    return read(path, token).path("balances").path("posted").asLong();
  }

  private JsonNode read(String path, String token) {
    return node.get(path, ConsistencyToken.HEADER, token).json();
  }

  private static String token(ConsistencyToken token) {
    return token.encoded().orElseThrow();
  }

  private AccountOutcome accountAnswer(String account, String request) {
    return node.door().accountAnswer(account, "c1", request, ViewsNode.LONG).orElseThrow();
  }

  private static AccountOutcome.Builder outcome(String account) {
    return AccountOutcome.newBuilder()
        .setAccountId(account)
        .setCommandId("c1")
        .setAction(AccountAction.OPEN)
        .setDecidedAtMs(FactWriter.nowMs());
  }

  private void write(AccountOutcome outcome) {
    String key =
        outcome.getRepeated()
            ? Keys.accountAnswer(
                outcome.getAccountId(), outcome.getCommandId(), outcome.getRequestId())
            : Keys.accountAnswer(outcome.getAccountId(), outcome.getCommandId());
    facts.commit(() -> facts.write(Topics.ACCOUNT_OUTCOMES, key, outcome));
  }
}
