package io.penstock.clients;

import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
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
  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> theSimulatorAnswersAsStripe() throws Exception {
    try (var psp = PspSimulator.start(directory, "127.0.0.1", 0, SimulatorSettings.defaults())) {
      return NodeScript.tests(
          "stripe.mjs",
          Map.of("STRIPE_URL", psp.url().toString(), "STRIPE_KEY", SimulatorSettings.API_KEY));
    }
  }
}
