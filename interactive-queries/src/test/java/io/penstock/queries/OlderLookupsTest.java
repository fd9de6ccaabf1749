package io.penstock.queries;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.queries.ViewsNode.Answer;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.sinks.LedgerSink;
import io.penstock.sinks.SinkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the views have forgotten looks as it did before: the sinks keep it in Postgres. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OlderLookupsTest {
  /** So many ids that each partition has some. */
  private static final int MANY = 24;

  private static final Duration TWO_YEARS = Duration.ofDays(730);
  private static final Duration LONG_AGO = Duration.ofDays(410);
  private static final Duration OLDER_THAN_IDS = Duration.ofDays(40);

  private static final List<String> OLD =
      Stream.concat(
              OlderFact.transfers().stream()
                  .map(transfer -> "/transfers/" + transfer.getTransferId()),
              Stream.of(
                  "/payments/older-wallet",
                  "/payments/older-wallet/events",
                  "/payments/older-wallet/refunds",
                  "/refunds?payment_id=older-wallet",
                  "/refunds/re-older",
                  "/payments/older-card",
                  "/payments/older-long/events"))
          .toList();

  private final Map<String, JsonNode> before = new HashMap<>();
  private EmbeddedPostgres postgres;
  private LedgerSink sink;
  private ViewsNode node;

  @BeforeAll
  void forget(@TempDir Path database, @TempDir Path kept, @TempDir Path forgotten) {
    postgres = EmbeddedPostgres.start(database, "127.0.0.1", 0);
    sink =
        new LedgerSink(
            SinkSettings.of(Broker.bootstrapServers(), Broker.REGISTRY, postgres.jdbcUrl(), null));
    sink.start();
    try (PastFacts past =
        new PastFacts(Topics.TRANSFER_OUTCOMES, Topics.PAYMENT_EVENTS, Topics.REFUND_EVENTS)) {
      // The broker deletes no segment that holds something new, and what comes last is seen last.
      writeNew(past, "older-first-");
      writeOld(past);
      writeNew(past, "older-last-");
    }
    Retention longer = new Retention(TWO_YEARS, TWO_YEARS);
    try (ViewsNode remembers = start(kept, longer, null)) {
      OLD.forEach(path -> before.put(path, remembers.get(path).json()));
    }
    node = start(forgotten, Retention.DEFAULT, postgres.jdbcUrl());
    await().atMost(Duration.ofSeconds(60)).until(this::hasForgotten);
    await().atMost(Duration.ofSeconds(60)).until(() -> sink.isReady() && sink.lag() == 0);
  }

  @AfterAll
  void stop() {
    node.close();
    sink.close();
    postgres.close();
  }

  @Test
  void transfersLookAsTheyDidButForTheBalancesOfThatTime() {
    for (TransferOutcome transfer : OlderFact.transfers()) {
      String path = "/transfers/" + transfer.getTransferId();

      JsonNode now = node.get(path).json();

      ObjectNode then = requireNonNull(before.get(path)).deepCopy();
      assertThat(then.remove("balances")).as(path).isNotNull();
      assertThat(now).as(path).isEqualTo(then);
    }
  }

  @Test
  void paymentsTheirEventsAndTheirRefundsLookAsTheyDid() {
    OLD.stream()
        .filter(path -> !path.startsWith("/transfers/"))
        .forEach(path -> assertThat(node.get(path).json()).as(path).isEqualTo(before.get(path)));
    assertThat(node.get("/payments/older-card").body()).doesNotContain("tok_secret");
  }

  @Test
  void aPaymentThatLastedLongHasAllItsEvents() {
    String path = "/payments/older-long/events";
    JsonNode all = node.get(path).json().path("data");

    JsonNode first = node.get(path + "?limit=1").json();
    JsonNode rest = node.get(path + "?limit=1&cursor=" + first.path("next_cursor").asText()).json();

    assertThat(all).hasSize(2);
    assertThat(first.path("data")).containsExactly(all.get(0));
    assertThat(rest.path("data")).containsExactly(all.get(1));
    assertThat(rest.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void theAccountSaysWhichOfTwoForgottenTransfersIsMeant() {
    Answer ambiguous = node.get("/transfers/older::twice");
    JsonNode zoes = node.get("/transfers/older::twice?debit_account_id=zoe").json();

    ambiguous.isProblem(409, "transfer_id_ambiguous", "debit_account_id");
    assertThat(ambiguous.parsed().path("accounts"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("adam", "zoe");
    assertThat(zoes.path("debit_account_id").asText()).isEqualTo("zoe");
    node.get("/transfers/older::twice?debit_account_id=eve").isProblem(404, "transfer_not_found");
  }

  @Test
  void aForgottenTransferIsFoundByItsAccountBesideANewOneWithItsId() {
    JsonNode found = node.get("/transfers/older::again").json();
    JsonNode older = node.get("/transfers/older::again?debit_account_id=adam").json();

    assertThat(found.path("debit_account_id").asText()).isEqualTo("zoe");
    assertThat(older.path("debit_account_id").asText()).isEqualTo("adam");
  }

  @Test
  void thePaymentSaysWhichOfTwoForgottenRefundsIsMeant() {
    Answer ambiguous = node.get("/refunds/re-older-twice");
    JsonNode one = node.get("/refunds/re-older-twice?payment_id=older-card").json();

    ambiguous.isProblem(409, "refund_id_ambiguous", "payment_id");
    assertThat(one.path("payment_id").asText()).isEqualTo("older-card");
    node.get("/refunds/re-older-twice?payment_id=p").isProblem(404, "refund_not_found");
  }

  @Test
  void whatNeverWasIsUnknown() {
    node.get("/transfers/older::none").isProblem(404, "transfer_not_found");
    node.get("/payments/older-none").isProblem(404, "payment_not_found");
    node.get("/payments/older-none/events").isProblem(404, "payment_not_found");
    node.get("/refunds/older-none").isProblem(404, "refund_not_found");
  }

  @Test
  void theDoorIsToldOfAForgottenHold() {
    List<TransferOutcome> found = node.door().olderTransfers("older::pending");

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().getScopeAccountId()).isEqualTo("ann");
    assertThat(found.getFirst().getStatus()).isEqualTo(TransferStatus.PENDING);
    assertThat(node.door().olderTransfers("older::none")).isEmpty();
    assertThat(node.door().transfers("older::pending", null, Duration.ZERO)).isEmpty();
  }

  private static void writeNew(PastFacts past, String prefix) {
    for (int i = 0; i < MANY; i++) {
      String id = prefix + i;
      write(past, OlderFact.of(id, "ann", TransferStatus.POSTED).build(), Duration.ZERO);
      write(past, PaymentFact.initiated(id, "ann", "shop", PastFacts.NOW_MS), Duration.ZERO);
      write(past, PaymentFact.refund(id, "pay-" + id, PastFacts.NOW_MS), Duration.ZERO);
    }
    write(past, OlderFact.transfer(prefix, TransferStatus.POSTED).build(), Duration.ZERO);
    write(past, OlderFact.of("older::again", "zoe", TransferStatus.POSTED).build(), Duration.ZERO);
  }

  private static void writeOld(PastFacts past) {
    OlderFact.transfers().forEach(transfer -> write(past, transfer, OLDER_THAN_IDS));
    for (String id : List.of("older::twice", "older::again")) {
      write(past, OlderFact.of(id, "adam", TransferStatus.POSTED).build(), OLDER_THAN_IDS);
    }
    write(past, OlderFact.of("older::twice", "zoe", TransferStatus.POSTED).build(), OLDER_THAN_IDS);

    Payment wallet = PaymentFact.initiated("older-wallet", "ann", "shop", OlderFact.THEN_MS + 1);
    Payment captured = PaymentFact.succeeded(wallet);
    Refund refund = PaymentFact.refund("re-older", "older-wallet", OlderFact.THEN_MS + 2);
    Refund refunded = PaymentFact.succeeded(refund);
    Stream.of(
            wallet,
            captured,
            PaymentFact.withRefund(captured, PaymentStatus.PARTIALLY_REFUNDED, refunded))
        .forEach(payment -> write(past, payment, LONG_AGO));
    write(past, refund, LONG_AGO);
    write(past, refunded, LONG_AGO);
    write(past, OlderFact.card("older-card"), LONG_AGO);
    write(past, PaymentFact.refund("re-older-twice", "older-card", OlderFact.THEN_MS), LONG_AGO);
    write(past, PaymentFact.refund("re-older-twice", "older-eve", OlderFact.THEN_MS), LONG_AGO);

    Payment lasting = PaymentFact.initiated("older-long", "ann", "shop", OlderFact.THEN_MS);
    write(past, lasting, LONG_AGO);
    write(past, PaymentFact.succeeded(lasting), Duration.ZERO);
  }

  private static void write(PastFacts past, TransferOutcome transfer, Duration age) {
    past.write(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(transfer), transfer, age);
  }

  private static void write(PastFacts past, Payment payment, Duration age) {
    PaymentEventType type =
        payment.getSequence() == 1 ? PaymentEventType.INITIATED : PaymentEventType.NOTED;
    PaymentEvent event =
        PaymentFact.event(type, payment)
            .setCode("because")
            .setDetail("because of it")
            .setAmountMinor(5L)
            .build();
    past.write(Topics.PAYMENT_EVENTS, Keys.paymentEvent(event), event, age);
  }

  private static void write(PastFacts past, Refund refund, Duration age) {
    past.write(Topics.REFUND_EVENTS, Keys.refund(refund), refund, age);
  }

  /** Ready, and with everything that was written. */
  private static ViewsNode start(Path dir, Retention retention, @Nullable String postgresUrl) {
    ViewsNode node = ViewsNode.start(dir, "older", retention, postgresUrl).awaitReady();
    node.await200("/transfers/older::older-last-");
    for (int i = 0; i < MANY; i++) {
      node.await200("/transfers/older-last-" + i);
      node.await200("/payments/older-last-" + i);
      node.await200("/refunds/older-last-" + i);
    }
    return node;
  }

  private boolean hasForgotten() {
    CommittedFacts known = node.views().facts();
    return OlderFact.transfers().stream()
            .allMatch(t -> known.transfers(t.getTransferId()).isEmpty())
        && known.transfers("older::twice").isEmpty()
        && known.transfers("older::again").size() == 1
        && known.payment("older-wallet").isEmpty()
        && known.events("older-wallet", 1, 10).isEmpty()
        && known.events("older-long", 1, 10).size() == 1
        && known.payment("older-card").isEmpty()
        && known.refunds("re-older").isEmpty()
        && known.refunds("re-older-twice").isEmpty();
  }
}
