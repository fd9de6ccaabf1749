package io.penstock.topologies;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.fraud.FraudRulesFile;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.testkit.TopologyHarness;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.payments.PaymentsTopology;
import io.penstock.topologies.reconciliation.ReconciliationTopology;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;

/** What is deleted once read waits for every topology that reads it. */
class ReadersTest {
  private static final Pattern SOURCE = Pattern.compile("Source:.*\\(topics: \\[(.*)]\\)");

  @Test
  void namesEveryTopologyThatReadsWhatIsDeletedOnceRead() {
    var meters = new SimpleMeterRegistry();

    assertReads(Readers.BALANCES, builder -> BalancesTopology.build(builder, 1));
    assertReads(
        Readers.PAYMENTS,
        builder ->
            PaymentsTopology.build(builder, 1, PaymentRules.DEFAULT, new SimpleMeterRegistry()));
    assertReads(
        Readers.FRAUD,
        builder -> FraudTopology.build(builder, 1, FraudRulesFile.defaults(), meters));
    assertReads(
        Readers.RECONCILIATION,
        builder ->
            ReconciliationTopology.build(
                builder, ReconciliationRules.DEFAULT, Retention.DEFAULT.history(), meters));
  }

  private static void assertReads(String reader, Consumer<StreamsBuilder> topology) {
    try (var harness = TopologyHarness.of(topology)) {
      Set<String> all =
          SOURCE
              .matcher(harness.describe())
              .results()
              .flatMap(found -> Pattern.compile(", ").splitAsStream(found.group(1)))
              .collect(Collectors.toSet());
      assertThat(Topics.ALL.stream().map(Topic::name))
          .as(
              "what %s reads is there before it starts, so that it can be told where to begin",
              reader)
          .containsAll(all);
      Set<String> sources =
          Topics.ALL.stream()
              .filter(topic -> isDeleted(topic) && all.contains(topic.name()))
              .map(Topic::name)
              .collect(Collectors.toSet());
      Set<String> named =
          Topics.ALL.stream()
              .filter(topic -> topic.readers().contains(reader))
              .map(Topic::name)
              .collect(Collectors.toSet());

      assertThat(sources).as(reader).isEqualTo(named);
    }
  }

  private static boolean isDeleted(Topic<?> topic) {
    return topic.cleanup() == Topic.Cleanup.DELETED_ONCE_READ;
  }
}
