package io.penstock.topologies;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.fraud.FraudRulesFile;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.reconciliation.FeeTolerance;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudList;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Funding;
import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.testkit.TopologyHarness;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.payments.PaymentsTopology;
import io.penstock.topologies.reconciliation.ReconciliationTopology;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in any topic that a topology reads: it goes on. */
@Timeout(120)
class PoisonTest {
  private static final String LONG_KEY = "k".repeat(RecordSizes.MOST_KEY_BYTES + 1);

  static Stream<Named<Consumer<StreamsBuilder>>> topologies() {
    var meters = new SimpleMeterRegistry();
    var rules =
        new ReconciliationRules(
            Duration.ofDays(3), Duration.ofDays(1), Duration.ZERO, FeeTolerance.DEFAULT);
    return Stream.of(
        Named.of("balances", builder -> BalancesTopology.build(builder, 1)),
        Named.of(
            "payments",
            builder ->
                PaymentsTopology.build(
                    builder, 1, PaymentRules.DEFAULT, new SimpleMeterRegistry())),
        Named.of(
            "fraud", builder -> FraudTopology.build(builder, 1, FraudRulesFile.defaults(), meters)),
        Named.of(
            "reconciliation",
            builder ->
                ReconciliationTopology.build(builder, rules, Retention.DEFAULT.history(), meters)));
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void bytesOfEverySizeStopNothing(Consumer<StreamsBuilder> build) {
    try (TopologyHarness harness = TopologyHarness.of(build)) {
      Random random = new Random(1);
      for (Topic<?> topic : Topics.ALL) {
        if (!harness.reads(topic)) {
          continue;
        }
        for (int size : new int[] {0, 1, 5, 1_000, 1_046_000}) {
          byte[] bytes = new byte[size];
          random.nextBytes(bytes);
          harness.sendRaw(topic, "k", bytes);
          harness.sendRaw(topic, null, bytes);
          harness.sendRaw(topic, "", bytes);
          harness.sendRaw(topic, LONG_KEY, bytes);
          byte[] wire = Arrays.copyOf(new byte[] {0, 0, 0, 0, 1}, Math.max(5, size));
          harness.sendRaw(topic, "k", wire);
        }
        harness.sendTombstone(topic, "k");
        harness.sendTombstone(topic, null);
      }
      harness.advance(Duration.ofMinutes(2));
    }
  }

  /** Random but readable records: what a rule did not think of is set aside, too. */
  @ParameterizedTest
  @MethodSource("topologies")
  void randomRecordsStopNothing(Consumer<StreamsBuilder> build) {
    try (TopologyHarness harness = TopologyHarness.of(build)) {
      for (Topic<?> topic : Topics.ALL) {
        if (harness.reads(topic)) {
          var data = new RandomData(new SpecificData(), topic.schema(), 200, 7, false);
          int n = 0;
          for (Object each : data) {
            send(harness, topic, n++ % 10 == 0 ? null : "k" + n, (SpecificRecord) each);
          }
        }
      }
      harness.advance(Duration.ofDays(10));
      assertThat(harness.deadLetters()).isNotEmpty();
    }
  }

  @Test
  void anUnreadableRowOfAListLeavesTheLastGoodOneInForce() {
    try (TopologyHarness harness =
        TopologyHarness.of(
            builder ->
                FraudTopology.build(
                    builder, 1, FraudRulesFile.defaults(), new SimpleMeterRegistry()))) {
      harness.send(
          Topics.FRAUD_LISTS, "payer:alice", new FraudListEntry(FraudList.BLOCK, "known", 1L));

      harness.sendRaw(Topics.FRAUD_LISTS, "payer:alice", new byte[0]);
      harness.sendRaw(Topics.FRAUD_LISTS, "payer:alice", "poison".getBytes(UTF_8));
      harness.sendRaw(Topics.FRAUD_LISTS, "payer:alice", new byte[1_000_000]);
      harness.send(
          Topics.FRAUD_LISTS,
          "payer:alice",
          new FraudListEntry(FraudList.ALLOW, "x".repeat(100_000), 1L));
      harness.sendTombstone(Topics.FRAUD_LISTS, null);

      harness.send(Topics.FRAUD_CHECKS, "payer:alice", check(harness, "p1"));
      assertThat(harness.sent(Topics.FRAUD_VERDICTS))
          .extracting(FraudVerdict::getDecision)
          .containsExactly(FraudDecision.REJECT);

      harness.sendTombstone(Topics.FRAUD_LISTS, "payer:alice");
      harness.send(Topics.FRAUD_CHECKS, "payer:alice", check(harness, "p2"));
      assertThat(harness.sent(Topics.FRAUD_VERDICTS))
          .extracting(FraudVerdict::getDecision)
          .containsExactly(FraudDecision.REJECT, FraudDecision.APPROVE);
    }
  }

  private static FraudCheck check(TopologyHarness harness, String payment) {
    return FraudCheck.newBuilder()
        .setPaymentId(payment)
        .setSubjectType(FraudSubject.PAYER)
        .setSubjectId("alice")
        .setMerchantId("shop")
        .setAmountMinor(100L)
        .setCurrency("USD")
        .setFunding(Funding.WALLET)
        .setRequestedAtMs(harness.now().toEpochMilli())
        .build();
  }

  @SuppressWarnings("unchecked")
  private static <V extends SpecificRecord> void send(
      TopologyHarness harness, Topic<?> topic, @Nullable String key, SpecificRecord value) {
    harness.send((Topic<V>) topic, key, (V) value);
  }
}
