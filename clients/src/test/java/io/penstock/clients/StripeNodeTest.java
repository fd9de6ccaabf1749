package io.penstock.clients;

import io.penstock.embedded.Ports;
import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The PSP simulator as Stripe's own client for Node sees it. */
@ExtendWith(ForeignTools.class)
class StripeNodeTest {
  private static final String HOST = "127.0.0.1";

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> theSimulatorAnswersAsStripe() throws Exception {
    int webhookPort = Ports.choose(HOST, 0);
    try (var psp = PspSimulator.start(directory, HOST, 0, SimulatorSettings.defaults())) {
      psp.webhooksTo(URI.create("http://" + HOST + ":" + webhookPort + "/hooks"));
      return NodeScript.tests(
          "stripe.mjs",
          Map.of(
              "STRIPE_URL",
              psp.url().toString(),
              "STRIPE_KEY",
              SimulatorSettings.API_KEY,
              "WEBHOOK_PORT",
              Integer.toString(webhookPort),
              "WEBHOOK_SECRET",
              SimulatorSettings.WEBHOOK_SECRET));
    }
  }
}
