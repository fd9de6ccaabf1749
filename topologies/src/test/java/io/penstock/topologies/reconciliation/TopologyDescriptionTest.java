package io.penstock.topologies.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Names of stores and topics are state on disks: a change of them must be seen and meant. */
class TopologyDescriptionTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/reconciliation.txt");

  @Test
  void isTheOneInTheGoldenFile() throws IOException {
    try (var scenario = new ReconciliationScenario()) {
      String description = scenario.harness.describe();

      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(GOLDEN, description);
      }

      assertThat(description).isEqualTo(Files.readString(GOLDEN));
    }
  }
}
