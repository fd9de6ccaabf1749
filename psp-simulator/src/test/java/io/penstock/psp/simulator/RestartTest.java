package io.penstock.psp.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.RefundCreateParams;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a caller was told is still so after the process was killed. */
class RestartTest {
  private static final int PAYMENTS = 20;

  @Test
  void keepsAllThatItAnsweredThroughAKill(@TempDir Path directory)
      throws IOException, InterruptedException, StripeException {
    List<String> answered = new ArrayList<>();
    String refund;
    Process process = start(directory);
    try (BufferedReader output = process.inputReader()) {
      StripeClient stripe = client(output.readLine());
      for (int i = 0; i < PAYMENTS; i++) {
        answered.addFirst(pay(stripe, "key-" + i).getId());
      }
      refund = refund(stripe, answered.getFirst()).getId();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).isNotZero();

    try (Simulation after = new Simulation(directory)) {
      List<String> kept = new ArrayList<>();
      after
          .stripe
          .v1()
          .paymentIntents()
          .list()
          .autoPagingIterable()
          .forEach(intent -> kept.add(intent.getId()));
      assertThat(kept).isEqualTo(answered);
      assertThat(after.stripe.v1().refunds().retrieve(refund).getStatus()).isEqualTo("succeeded");
      assertThat(after.simulator.knobs().webhookCopies()).isEqualTo(3);
      assertThat(pay(after.stripe, "key-7").getId()).isEqualTo(answered.get(PAYMENTS - 1 - 7));
    }
  }

  private static Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SimulatorProcess.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static StripeClient client(String url) {
    return StripeClient.builder().setApiKey(SimulatorSettings.API_KEY).setApiBase(url).build();
  }

  private static PaymentIntent pay(StripeClient stripe, String key) throws StripeException {
    return stripe
        .v1()
        .paymentIntents()
        .create(Simulation.payment("pm_card_visa", 1_000).build(), Simulation.key(key));
  }

  private static Refund refund(StripeClient stripe, String intent) throws StripeException {
    return stripe
        .v1()
        .refunds()
        .create(RefundCreateParams.builder().setPaymentIntent(intent).build());
  }
}
