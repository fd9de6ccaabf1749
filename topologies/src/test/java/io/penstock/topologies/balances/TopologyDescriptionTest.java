package io.penstock.topologies.balances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.Topics;
import io.penstock.testkit.TopologyHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.streams.errors.TopologyException;
import org.junit.jupiter.api.Test;

/** Names of stores and topics are state on disks: a change of them must be seen and meant. */
class TopologyDescriptionTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/balances.txt");

  @Test
  void isTheOneInTheGoldenFile() throws IOException {
    try (var harness = TopologyHarness.of(builder -> BalancesTopology.build(builder, 1))) {
      String description = harness.describe();

      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(GOLDEN, description);
      }

      assertThat(description).isEqualTo(Files.readString(GOLDEN));
    }
  }

  @Test
  void doesNotBuildWithAnUnnamedRepartition() {
    assertThatThrownBy(
            () ->
                TopologyHarness.of(
                    builder ->
                        Topics.TRANSFERS_REQUESTED.stream(builder)
                            .groupBy((key, value) -> value.getTransferId())
                            .count()))
        .isInstanceOf(TopologyException.class);
  }
}
