package io.penstock.psp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.psp.connector.PspUnreachableException;
import io.penstock.psp.connector.SettlementPage;
import io.penstock.psp.simulator.state.Knobs;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SettlementPullTest {
  @RegisterExtension static final PspWorld world = new PspWorld();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private StripeConnector stripe;

  @BeforeEach
  void connect() {
    stripe = new StripeConnector(world.stripe());
  }

  @AfterEach
  void disconnect() {
    stripe.close();
  }

  @Test
  void reportsWhatWasSettledOnce() throws Exception {
    String intent = pay("pay_settled", 10_000);
    stripe.refund(Requests.refund("pay_settled", "ref_settled", intent, 4_000), "ref_settled");

    try (var service = new PspService(hasty(), meters, System::currentTimeMillis)) {
      service.start();
      await().until(() -> linesOf("pay_settled").size() == 2);
      double looks = looks(meters);
      await().until(() -> looks(meters) > looks + 3);
    }

    assertThat(linesOf("pay_settled"))
        .allSatisfy(line -> assertThat(line.getSource()).isEqualTo("psp:stripe"))
        .extracting(
            SettlementLine::getAmountMinor,
            SettlementLine::getFeeMinor,
            SettlementLine::getRefundId)
        .containsExactlyInAnyOrder(tuple(10_000L, 320L, null), tuple(-4_000L, 0L, "ref_settled"));
  }

  @Test
  void goesOnWhereTheLastInstanceStopped() throws Exception {
    try (var service = new PspService(hasty(), meters, System::currentTimeMillis)) {
      service.start();
      pay("pay_seen", 1_000);
      await().until(() -> linesOf("pay_seen").size() == 1);
    }
    pay("pay_while_away", 2_000);
    // Who knew nothing would begin two hours later, and not look so far back.
    long late = Duration.ofHours(2).toMillis();
    var later = new SimpleMeterRegistry();
    try (var service = new PspService(hasty(), later, () -> System.currentTimeMillis() + late)) {
      service.start();
      await().until(() -> linesOf("pay_while_away").size() == 1);
    }
  }

  @Test
  void oneOfSeveralInstancesFetches() throws Exception {
    var others = new SimpleMeterRegistry();
    try (var one = new PspService(hasty(), meters, System::currentTimeMillis);
        var other = new PspService(hasty(), others, System::currentTimeMillis)) {
      one.start();
      other.start();
      await().until(() -> one.isReady() && other.isReady());
      await().until(() -> looks(meters) + looks(others) > 3);
      // Which of them it is may change until both have joined.
      double before = Math.min(looks(meters), looks(others));
      double sum = looks(meters) + looks(others);
      await().until(() -> looks(meters) + looks(others) > sum + 5);

      assertThat(Math.min(looks(meters), looks(others))).isEqualTo(before);
    }
  }

  @Test
  void looksAgainOnceTheBreakerHasClosed() throws Exception {
    world.simulator().turn(Knobs.NONE.with("outage", true));
    try (var service = new PspService(hasty(), meters, System::currentTimeMillis)) {
      service.start();
      await()
          .until(
              () ->
                  meters
                          .get("resilience4j.circuitbreaker.state")
                          .tag("state", "open")
                          .gauge()
                          .value()
                      == 1);
      world.simulator().turn(Knobs.NONE);
      pay("pay_after_outage", 1_000);

      await().until(() -> linesOf("pay_after_outage").size() == 1);
    }
  }

  @Test
  void listsWhatWasSettledInPages() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    for (int i = 0; i < 101; i++) {
      pay("pay_paged_" + i, 1_000);
    }

    Instant tomorrow = before.plus(Duration.ofDays(1));
    SettlementPage first = stripe.settlementLines(before, tomorrow, null);
    SettlementPage second = stripe.settlementLines(before, tomorrow, first.nextCursor());

    assertThat(first.entries()).hasSize(100);
    assertThat(second.entries()).isNotEmpty().doesNotContainAnyElementsOf(first.entries());
  }

  private String pay(String id, long amount) throws PspUnreachableException {
    PspAnswer held = stripe.authorize(Requests.authorize(id, "pm_card_visa", amount), id);
    String intent = Objects.requireNonNull(held.pspReference());
    stripe.capture(Requests.capture(id, intent, amount), id + "-capture");
    return intent;
  }

  private static List<SettlementLine> linesOf(String paymentId) {
    return world.all(Topics.SETTLEMENTS_REPORTED).stream()
        .filter(each -> paymentId.equals(each.getPaymentId()))
        .toList();
  }

  private static PspSettings hasty() {
    return world.settings().withSettlement(Duration.ofMillis(20), Duration.ofMinutes(5));
  }

  private static double looks(MeterRegistry meters) {
    return meters.get("penstock.psp.settlement.looks").tag("outcome", "done").counter().count();
  }
}
