package io.penstock.topologies.payments;

import static io.penstock.streams.stores.StoreCatalogue.ENDED_PAYMENTS;
import static io.penstock.streams.stores.StoreCatalogue.OPEN_PAYMENTS;
import static io.penstock.testkit.Payments.capture;
import static io.penstock.testkit.Payments.refund;
import static io.penstock.testkit.Payments.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Retention;
import io.penstock.testkit.PaymentScenario;
import io.penstock.testkit.TopologyHarness;
import io.penstock.topologies.balances.BalancesTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has ended is remembered for a while from its last change; what is open for ever. */
@Timeout(60)
class EndedPaymentsTest {
  private static final Duration RETENTION = Retention.DEFAULT.history();
  private static final Duration SEGMENT = ENDED_PAYMENTS.segment();

  @Test
  void anEndedPaymentCanBeRefundedUntilItIsForgottenAndEveryChangeBeginsAnew() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      payments.when(wallet("p1", "alice").pays("shop", 1_000));

      payments.after(RETENTION.minusHours(1)).when(refund("p1", "r1", 100L));
      payments.after(RETENTION.minusHours(1)).when(refund("p1", "r2", 100L));
      payments.thenPayment("p1").is(PaymentStatus.PARTIALLY_REFUNDED).hasRefunded(200);

      payments.after(RETENTION.plus(SEGMENT).plusHours(1)).when(refund("p1", "r3", 100L));
      payments.thenRefused("p1", "payment_not_found");
      payments.thenBalance("alice").hasPosted(200);
    }
  }

  @Test
  void theStoreOfOpenPaymentsHoldsOnlyThose() {
    try (var payments = Scenario.start().givenWallet("alice", 1_000).givenMerchant("shop")) {
      for (int number = 1; number <= 50; number++) {
        payments.when(wallet("p" + number, "alice").pays("shop", 10));
      }
      payments.when(wallet("waits", "alice").pays("shop", 10).capturedLater());

      assertThat(open(payments)).containsExactly("waits");
      payments.when(capture("waits", null));
      assertThat(open(payments)).isEmpty();
      assertThat(harness(payments).rows(ENDED_PAYMENTS)).isEqualTo(51);
    }
  }

  @Test
  void aPaymentThatWaitsIsNotForgottenHoweverLongItTakes() {
    Duration wait = SEGMENT.multipliedBy(3);
    PaymentRules patient = PaymentRules.DEFAULT.withAuthorizationLifetime(wait.plusDays(60));
    try (var payments =
        PaymentScenario.of(
            List.of(
                builder -> BalancesTopology.build(builder, 1, Duration.ofDays(1)),
                builder ->
                    PaymentsTopology.build(
                        builder,
                        1,
                        patient,
                        new Retention(Retention.SHORTEST, Retention.SHORTEST),
                        new SimpleMeterRegistry())))) {
      payments.givenWallet("alice", 1_000).givenMerchant("shop");
      payments.when(wallet("p1", "alice").pays("shop", 10).capturedLater());

      payments.after(wait).when(capture("p1", null));

      payments.thenPayment("p1").hasSucceeded();
    }
  }

  private static TopologyHarness harness(PaymentScenario payments) {
    return payments.topologies().harnesses().getLast();
  }

  private static List<String> open(PaymentScenario payments) {
    KeyValueStore<String, Payment> store = harness(payments).store(OPEN_PAYMENTS.name());
    List<String> ids = new ArrayList<>();
    try (var all = store.all()) {
      all.forEachRemaining(entry -> ids.add(entry.key));
    }
    return ids;
  }
}
