package io.penstock.topologies.faults;

import static io.penstock.schemas.Topics.ACCOUNT_BALANCES;
import static io.penstock.schemas.Topics.ACCOUNT_COMMANDS;
import static io.penstock.schemas.Topics.FRAUD_CHECKS;
import static io.penstock.schemas.Topics.FRAUD_VERDICTS;
import static io.penstock.schemas.Topics.LEDGER_ENTRIES;
import static io.penstock.schemas.Topics.RECONCILIATION_RESULTS;
import static io.penstock.schemas.Topics.SETTLEMENTS_REPORTED;
import static io.penstock.schemas.Topics.SETTLEMENT_MATCHING;
import static io.penstock.schemas.Topics.TRANSFERS_REQUESTED;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.fraud.FraudRulesFile;
import io.penstock.domain.reconciliation.FeeTolerance;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Funding;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Listing;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.Retention;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.streams.stores.EndingStore;
import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.Store;
import io.penstock.testkit.Commands;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.flows.FlowProcessor;
import io.penstock.topologies.flows.Inbox;
import io.penstock.topologies.flows.Outputs;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.reconciliation.ReconciliationTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Every single write that a record causes fails in its turn, again and again. The record is set
 * aside with none of its writes, and the record behind it is decided.
 */
@Timeout(300)
@Execution(CONCURRENT)
class CrashInjectionTest {
  /** More than any of these records writes: the last ones go through. */
  private static final int MOST_WRITES = 12;

  @TempDir Path directory;

  @Test
  void theLedgerNeverKeepsHalfATransfer() {
    try (EmbeddedKafka kafka = kafka();
        FaultyTopology topology = topology(kafka, b -> BalancesTopology.build(b, 1))) {
      topology.send(ACCOUNT_COMMANDS, "alice", Commands.openWallet("alice"), 0);
      topology.send(ACCOUNT_COMMANDS, "bob", Commands.openWallet("bob"), 0);
      topology.awaitRead(ACCOUNT_COMMANDS);
      topology.send(
          TRANSFERS_REQUESTED,
          "alice",
          Commands.transfer("fund").from("world:USD").to("alice", 1_000).build(),
          0);

      int refused =
          failEachWrite(
              topology,
              TRANSFERS_REQUESTED,
              (id, failAt) ->
                  topology.send(
                      TRANSFERS_REQUESTED,
                      "alice",
                      Commands.transfer(id).from("alice").to("bob", 1).build(),
                      failAt));

      assertThat(refused).isGreaterThan(4).isLessThan(MOST_WRITES);
      List<TransferOutcome> outcomes = topology.committed(TRANSFER_OUTCOMES);
      List<LedgerEntry> entries = topology.committed(LEDGER_ENTRIES);
      for (int i = 1; i <= refused; i++) {
        String lost = "bad" + i;
        assertThat(outcomes).noneMatch(outcome -> outcome.getTransferId().equals(lost));
        assertThat(entries).noneMatch(entry -> entry.toString().contains('"' + lost + '"'));
      }
      assertThat(entries)
          .extracting(LedgerEntry::getSequence)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, entries.size()).boxed().toList());
      assertThat(available(topology, "alice")).isEqualTo(1_000 - 2 * MOST_WRITES + refused);

      for (int i = 1; i <= refused; i++) {
        topology.send(
            TRANSFERS_REQUESTED,
            "alice",
            Commands.transfer("bad" + i).from("alice").to("bob", 1).build(),
            0);
      }
      topology.awaitRead(TRANSFERS_REQUESTED);
      assertThat(topology.committed(TRANSFER_OUTCOMES))
          .filteredOn(outcome -> outcome.getTransferId().startsWith("bad"))
          .hasSize(MOST_WRITES)
          .allMatch(outcome -> outcome.getStatus() == TransferStatus.POSTED)
          .noneMatch(TransferOutcome::getRepeated);
      assertThat(available(topology, "alice")).isEqualTo(1_000 - 2 * MOST_WRITES);
    }
  }

  @Test
  void screeningNeverKeepsHalfAVerdict() {
    try (EmbeddedKafka kafka = kafka();
        FaultyTopology topology =
            topology(
                kafka,
                b ->
                    FraudTopology.build(
                        b, 1, FraudRulesFile.defaults(), new SimpleMeterRegistry()))) {

      int refused =
          failEachWrite(
              topology,
              FRAUD_CHECKS,
              (id, failAt) -> topology.send(FRAUD_CHECKS, "payer:alice", check(id), failAt));

      assertThat(refused).isGreaterThanOrEqualTo(2);
      requireNone(topology.committed(FRAUD_VERDICTS), FraudVerdict::getPaymentId, refused);
    }
  }

  @Test
  void reconciliationNeverKeepsHalfACase() {
    var rules =
        new ReconciliationRules(
            Duration.ofDays(3), Duration.ofDays(1), Duration.ZERO, FeeTolerance.DEFAULT);
    try (EmbeddedKafka kafka = kafka();
        FaultyTopology topology =
            topology(
                kafka,
                b ->
                    ReconciliationTopology.build(
                        b, rules, Retention.DEFAULT.history(), new SimpleMeterRegistry()))) {

      int refused =
          failEachWrite(
              topology,
              SETTLEMENT_MATCHING,
              (id, failAt) ->
                  topology.send(
                      SETTLEMENT_MATCHING,
                      id,
                      SettlementMatching.newBuilder()
                          .setStep(MatchingStep.DELIVER)
                          .setPaymentId(id)
                          .setLine(line(id))
                          .build(),
                      failAt));

      assertThat(refused).isGreaterThanOrEqualTo(2);
      requireNone(
          topology.committed(RECONCILIATION_RESULTS), ReconciliationResult::getCaseId, refused);
    }
  }

  @Test
  void aFlowNeverKeepsHalfADecision() {
    try (EmbeddedKafka kafka = kafka();
        FaultyTopology topology = topology(kafka, CrashInjectionTest::flow)) {

      int refused =
          failEachWrite(
              topology,
              SETTLEMENTS_REPORTED,
              (id, failAt) -> topology.send(SETTLEMENTS_REPORTED, id, line(id), failAt));

      // The state, a timer and two outputs.
      assertThat(refused).isEqualTo(4);
      List<Listing> told = topology.committed(VIEW_LISTINGS);
      requireNone(told, Listing::getId, refused);
      assertThat(told).filteredOn(place -> place.getId().equals("good1")).hasSize(2);
    }
  }

  /** Sends a record whose n-th write fails, for each n, and a good one behind each. */
  private static int failEachWrite(FaultyTopology topology, Topic<?> inputs, Input input) {
    for (int n = 1; n <= MOST_WRITES; n++) {
      input.send("bad" + n, n);
      input.send("good" + n, 0);
    }
    topology.awaitRead(inputs);
    var letters = topology.deadLetters();
    assertThat(letters)
        .extracting(
            letter ->
                new String(
                    letter.headers().lastHeader("__streams.errors.message").value(),
                    StandardCharsets.UTF_8))
        .allMatch(message -> message.contains("made the stream fail 2 times"));
    return (int) letters.stream().map(letter -> letter.offset()).distinct().count();
  }

  private static <V> void requireNone(List<V> committed, Function<V, String> id, int refused) {
    List<String> ids = committed.stream().map(id).toList();
    assertThat(ids)
        .doesNotContainAnyElementsOf(
            IntStream.rangeClosed(1, refused).mapToObj(n -> "bad" + n).toList());
    assertThat(Set.copyOf(ids))
        .containsAll(IntStream.rangeClosed(1, MOST_WRITES).mapToObj(n -> "good" + n).toList())
        .contains("bad" + MOST_WRITES);
  }

  private static void flow(StreamsBuilder builder) {
    var wiring =
        new FlowProcessor.Wiring<SettlementLine, SettlementLine>(
            (before, line, nowMs) ->
                new FlowDecision<>(
                    line,
                    List.of(
                        new Listing("payments", line.getPaymentId(), 1L),
                        new Listing("payments", line.getPaymentId(), 2L))),
            new EndingStore<>(
                Store.ofRecords("flows", Store.Place.MEMORY),
                new ExpiringStore<>("ended-flows", Duration.ofDays(1), Duration.ofDays(1)),
                _ -> false),
            new FlowProcessor.Alarm<>(
                Store.of("flow-timers", Store.Place.MEMORY, Serdes.String()),
                UnaryOperator.identity(),
                _ -> 4_000_000_000_000L,
                line("later"),
                false),
            _ -> record -> List.of(new Inbox.Tell<>(record.key(), (SettlementLine) record.value())),
            List.of(),
            new Outputs().to(VIEW_LISTINGS, Listing::getId));
    wiring.decide(Topics.read(builder, "read-lines", SETTLEMENTS_REPORTED), "decide-flows");
  }

  private static FraudCheck check(String payment) {
    return FraudCheck.newBuilder()
        .setPaymentId(payment)
        .setSubjectType(FraudSubject.PAYER)
        .setSubjectId("alice")
        .setMerchantId("shop")
        .setAmountMinor(100L)
        .setCurrency("USD")
        .setFunding(Funding.WALLET)
        .setRequestedAtMs(Instant.now().toEpochMilli())
        .build();
  }

  private static SettlementLine line(String payment) {
    return SettlementLine.newBuilder()
        .setLineId("line-" + payment)
        .setPsp("stripe")
        .setPaymentId(payment)
        .setAmountMinor(100)
        .setCurrency("USD")
        .setFeeMinor(3)
        .setSettledAtMs(1)
        .build();
  }

  private static long available(FaultyTopology topology, String account) {
    AccountBalance last =
        topology.committed(ACCOUNT_BALANCES).stream()
            .filter(balance -> balance.getAccountId().equals(account))
            .reduce((_, later) -> later)
            .orElseThrow();
    return last.getCounters().getCreditsPostedMinor() - last.getCounters().getDebitsPostedMinor();
  }

  private EmbeddedKafka kafka() {
    var sessions =
        Map.of("group.min.session.timeout.ms", Integer.toString(FaultyTopology.SESSION_MS));
    return EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0, sessions);
  }

  private FaultyTopology topology(EmbeddedKafka kafka, Consumer<StreamsBuilder> build) {
    return new FaultyTopology(kafka.bootstrapServers(), directory.resolve("streams"), build);
  }

  private interface Input {
    void send(String id, int failAt);
  }
}
