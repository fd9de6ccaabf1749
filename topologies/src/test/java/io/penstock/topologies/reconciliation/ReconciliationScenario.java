package io.penstock.topologies.reconciliation;

import static io.penstock.schemas.Topics.PAYMENT_EVENTS;
import static io.penstock.schemas.Topics.RECONCILIATION_COMMANDS;
import static io.penstock.schemas.Topics.RECONCILIATION_OUTCOMES;
import static io.penstock.schemas.Topics.RECONCILIATION_RESULTS;
import static io.penstock.schemas.Topics.RECONCILIATION_SUMMARIES;
import static io.penstock.schemas.Topics.SETTLEMENTS_REPORTED;
import static io.penstock.schemas.Topics.TRANSFER_STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.reconciliation.FeeTolerance;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.Retention;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferCommand;
import io.penstock.testkit.TopologyHarness;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reconciliation under test: a window of eight seconds, two of grace, one of patience. */
final class ReconciliationScenario implements AutoCloseable {
  static final ReconciliationRules RULES =
      new ReconciliationRules(
          Duration.ofSeconds(8),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          FeeTolerance.DEFAULT);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final TopologyHarness harness =
      TopologyHarness.of(
          builder ->
              ReconciliationTopology.build(builder, RULES, Retention.DEFAULT.history(), meters));

  CardPayment payment(String id, long amountMinor, long pspFeeMinor) {
    return CardPayment.of(id, amountMinor, pspFeeMinor, harness.now());
  }

  ReconciliationScenario when(PaymentEvent event) {
    harness.send(PAYMENT_EVENTS, Keys.paymentEvent(event), event);
    return this;
  }

  ReconciliationScenario when(SettlementLine.Builder line) {
    harness.send(SETTLEMENTS_REPORTED, null, line.build());
    return this;
  }

  ReconciliationScenario when(ResolutionCommand.Builder command) {
    harness.send(RECONCILIATION_COMMANDS, null, command.build());
    return this;
  }

  /** The latest answer; its key names the case and the request. */
  ResolutionOutcome answer() {
    var last = harness.records(RECONCILIATION_OUTCOMES).getLast();
    ResolutionOutcome outcome = (ResolutionOutcome) last.value();
    assertThat(last.key()).isEqualTo(Keys.resolutionAnswer(outcome));
    return outcome;
  }

  ReconciliationScenario after(Duration duration) {
    harness.advance(duration);
    return this;
  }

  /** Every version of a case, in order; their numbers have no gaps. */
  List<ReconciliationResult> history(String caseId) {
    List<ReconciliationResult> history =
        harness.sent(RECONCILIATION_RESULTS).stream()
            .filter(result -> result.getCaseId().equals(caseId))
            .toList();
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i).getVersion()).isEqualTo(i + 1);
      assertThat(history.get(i).getPreviousStatus())
          .isEqualTo(i == 0 ? null : history.get(i - 1).getStatus());
    }
    return history;
  }

  ReconciliationResult latest(String caseId) {
    return history(caseId).getLast();
  }

  void thenStatuses(String caseId, ReconciliationStatus... statuses) {
    assertThat(history(caseId))
        .extracting(ReconciliationResult::getStatus)
        .containsExactly(statuses);
  }

  List<TransferCommand> transfers() {
    harness
        .records(TRANSFER_STEPS)
        .forEach(
            sent ->
                assertThat(sent.key()).isEqualTo(TransferKey.of((TransferCommand) sent.value())));
    return harness.sent(TRANSFER_STEPS);
  }

  /** Credits less debits of each account, by the transfers that were asked for. */
  Map<String, Long> moved() {
    Map<String, Long> moved = new HashMap<>();
    for (TransferCommand transfer : transfers()) {
      for (Credit credit : transfer.getCredits()) {
        moved.merge(credit.getAccountId(), credit.getAmountMinor(), Math::addExact);
        moved.merge(transfer.getDebitAccountId(), -credit.getAmountMinor(), Math::addExact);
      }
    }
    return moved;
  }

  /** The summaries that count something, as {@code MATCHED USD stripe: 2 of 1700}. */
  List<String> summaries() {
    Map<String, ReconciliationSummary> latest = new LinkedHashMap<>();
    harness
        .sent(RECONCILIATION_SUMMARIES)
        .forEach(summary -> latest.put(Keys.reconciliationSummary(summary), summary));
    return latest.values().stream()
        .filter(summary -> summary.getCount() != 0 || summary.getSumMinor() != 0)
        .map(
            summary ->
                "%s %s %s: %d of %d"
                    .formatted(
                        summary.getStatus(),
                        summary.getCurrency(),
                        summary.getPsp(),
                        summary.getCount(),
                        summary.getSumMinor()))
        .toList();
  }

  @Override
  public void close() {
    assertThat(harness.deadLetters()).isEmpty();
    harness.close();
  }
}
