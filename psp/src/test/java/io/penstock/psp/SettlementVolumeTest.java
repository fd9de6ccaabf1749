package io.penstock.psp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.service.V1Services;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.psp.simulator.SimulatorSettings;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How long a day's settlement lines take. A thousand by default; of a day of a large shop:
 *
 * <pre>
 * ./mvnw -pl psp -am test -Dtest=SettlementVolumeTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest.minutes=600 -Dtest.jvm.args="--enable-native-access=ALL-UNNAMED -Dpenstock.test.lines=100000"
 * </pre>
 */
class SettlementVolumeTest {
  @RegisterExtension static final PspWorld world = new PspWorld();

  private static final int LINES = Integer.getInteger("penstock.test.lines", 1_000);
  private static final int SIDE_BY_SIDE = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(9);

  @Test
  void fetchesADaysLinesOnce() {
    long began = System.nanoTime();
    fetch(LINES);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(lineIds()).doesNotHaveDuplicates().hasSize(LINES);
    System.out.println(LINES + " settlement lines fetched in " + took.toMillis() + " ms");
  }

  @Test
  void anotherGoesOnWhereOneWasStopped() {
    fetch(LINES / 2);
    assertThat(lineIds()).hasSizeGreaterThanOrEqualTo(LINES / 2);

    try (var service =
        new PspService(settings(), new SimpleMeterRegistry(), System::currentTimeMillis)) {
      service.start();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> Set.copyOf(lineIds()).size() == LINES);
    }
  }

  /** Stops as soon as so many lines are reported. */
  private static void fetch(int lines) {
    var meters = new SimpleMeterRegistry();
    try (var service = new PspService(settings(), meters, System::currentTimeMillis)) {
      service.start();
      var reported = meters.get("penstock.psp.settlement.lines").counter();
      await().atMost(PATIENCE).until(() -> reported.count() >= lines);
    }
  }

  private static PspSettings settings() {
    return world.settings().withSettlement(Duration.ofMillis(100), Duration.ofHours(3));
  }

  private static List<String> lineIds() {
    return world.all(Topics.SETTLEMENTS_REPORTED).stream().map(SettlementLine::getLineId).toList();
  }

  @BeforeAll
  static void payAll() throws Exception {
    pay(LINES);
  }

  private static void pay(int number) throws Exception {
    V1Services client =
        StripeClient.builder()
            .setApiKey(SimulatorSettings.API_KEY)
            .setApiBase(world.simulator().url().toString())
            .build()
            .v1();
    List<Future<?>> made = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      for (int i = 0; i < number; i++) {
        var call =
            PaymentIntentCreateParams.builder()
                .setAmount(1_000L + i)
                .setCurrency("usd")
                .setConfirm(true)
                .setPaymentMethod("pm_card_visa")
                .addPaymentMethodType("card")
                .putMetadata("penstock_payment_id", "pay_volume_" + i)
                .build();
        made.add(threads.submit(() -> client.paymentIntents().create(call)));
      }
      for (Future<?> each : made) {
        each.get();
      }
    }
  }
}
