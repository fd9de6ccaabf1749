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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How long a day's settlement lines take. A thousand by default; of a day of a large shop:
 *
 * <pre>
 * ./mvnw -pl psp -am test -Dtest=SettlementVolumeTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dpenstock.test.lines=100000</pre>
 */
class SettlementVolumeTest {
  @RegisterExtension static final PspWorld world = new PspWorld();

  private static final int LINES = Integer.getInteger("penstock.test.lines", 1_000);
  private static final int SIDE_BY_SIDE = 8;

  @Test
  void fetchesADaysLinesOnce() throws Exception {
    pay(LINES);
    var meters = new SimpleMeterRegistry();
    var settings = world.settings().withSettlement(Duration.ofMillis(100), Duration.ofHours(3));

    long began = System.nanoTime();
    Duration took;
    try (var service = new PspService(settings, meters)) {
      service.start();
      var reported = meters.get("penstock.psp.settlement.lines").counter();
      await().atMost(Duration.ofMinutes(9)).until(() -> reported.count() >= LINES);
      took = Duration.ofNanos(System.nanoTime() - began);
    }

    assertThat(world.all(Topics.SETTLEMENTS_REPORTED))
        .extracting(SettlementLine::getLineId)
        .doesNotHaveDuplicates()
        .hasSize(LINES);
    System.out.println(LINES + " settlement lines fetched in " + took.toMillis() + " ms");
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
