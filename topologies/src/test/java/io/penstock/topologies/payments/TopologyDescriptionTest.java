package io.penstock.topologies.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.testkit.TopologyHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A renamed store or node shows here before it loses state in production. */
class TopologyDescriptionTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/payments.txt");

  @Test
  void isTheOneInTheGoldenFile() throws IOException {
    try (var harness =
        TopologyHarness.of(
            builder ->
                PaymentsTopology.build(
                    builder, 1, PaymentRules.DEFAULT, new SimpleMeterRegistry()))) {
      String description = harness.describe();

      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(GOLDEN, description);
      }

      assertThat(description).isEqualTo(Files.readString(GOLDEN));
    }
  }
}
