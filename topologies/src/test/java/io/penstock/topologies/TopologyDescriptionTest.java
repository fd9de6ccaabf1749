package io.penstock.topologies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.fraud.FraudRulesFile;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topics;
import io.penstock.streams.StreamsSettings;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.payments.PaymentsTopology;
import io.penstock.topologies.reconciliation.ReconciliationTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.errors.TopologyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names of stores and topics are state on disks: a change of them must be seen and meant. */
class TopologyDescriptionTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path PICTURES = Path.of("../docs/topologies.md");

  private static final String ABOUT =
      """
      # What each topology reads, keeps and sends

      Drawn from Kafka's own description of the topologies. A test fails where it is not true any more, and with
      `-Dgolden.update=true` (see [CONTRIBUTING](../CONTRIBUTING.md)) draws it anew. Rounded are topics, boxes are processors, cylinders their
      stores. A dotted line leads back to a topic that the topology itself reads: what came to the wrong partition, or
      goes on in another one.
      """;

  enum Described {
    BALANCES,
    PAYMENTS,
    FRAUD,
    RECONCILIATION;

    String title() {
      return name().toLowerCase(Locale.ROOT);
    }

    TopologyDescription description() {
      var meters = new SimpleMeterRegistry();
      return switch (this) {
        case BALANCES -> describe(builder -> BalancesTopology.build(builder, 1));
        case PAYMENTS ->
            describe(builder -> PaymentsTopology.build(builder, 1, PaymentRules.DEFAULT, meters));
        case FRAUD ->
            describe(builder -> FraudTopology.build(builder, 1, FraudRulesFile.defaults(), meters));
        case RECONCILIATION ->
            describe(
                builder ->
                    ReconciliationTopology.build(
                        builder, ReconciliationRules.DEFAULT, Retention.DEFAULT.history(), meters));
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void isTheOneInTheGoldenFile(Described topology) throws IOException {
    requireSame(GOLDEN.resolve(topology.title() + ".txt"), topology.description().toString());
  }

  @Test
  void isDrawnAsItIs() throws IOException {
    String pictures =
        Stream.of(Described.values())
            .map(each -> "\n## " + each.title() + "\n\n" + Mermaid.picture(each.description()))
            .collect(Collectors.joining("", ABOUT, ""));

    requireSame(PICTURES, pictures);
  }

  @Test
  void doesNotBuildWithAnUnnamedRepartition() {
    assertThatThrownBy(
            () ->
                describe(
                    builder ->
                        Topics.TRANSFERS_REQUESTED.stream(builder)
                            .groupBy((key, value) -> value.getTransferId())
                            .count()))
        .isInstanceOf(TopologyException.class);
  }

  private static TopologyDescription describe(Consumer<StreamsBuilder> build) {
    Properties settings = StreamsSettings.of("described", "memory://described", "dead-letters");
    StreamsBuilder builder = StreamsSettings.builder(settings);
    build.accept(builder);
    return builder.build().describe();
  }

  private static void requireSame(Path golden, String described) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, described);
    }
    assertThat(described).isEqualTo(Files.readString(golden));
  }
}
