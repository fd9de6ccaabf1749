package io.penstock.topologies.reconciliation;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.Refusal;
import io.penstock.domain.cards.CardData;
import io.penstock.domain.reconciliation.CaseDecision;
import io.penstock.domain.reconciliation.CaseIds;
import io.penstock.domain.reconciliation.ExpectedSettlements;
import io.penstock.domain.reconciliation.Reconciliation;
import io.penstock.domain.reconciliation.ReconciliationInput;
import io.penstock.domain.reconciliation.ReconciliationInput.Claimed;
import io.penstock.domain.reconciliation.ReconciliationInput.ClockStruck;
import io.penstock.domain.reconciliation.ReconciliationInput.Expected;
import io.penstock.domain.reconciliation.ReconciliationInput.Reported;
import io.penstock.domain.reconciliation.ReconciliationInput.ResolvedElsewhere;
import io.penstock.domain.reconciliation.ReconciliationInput.Unclaimed;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.domain.reconciliation.Resolutions;
import io.penstock.domain.reconciliation.Resolutions.Resolved;
import io.penstock.domain.reconciliation.SettlementLines;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import io.penstock.streams.DueWork;
import io.penstock.topologies.ClockCheck;
import io.penstock.topologies.InvalidRecordException;
import io.penstock.topologies.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends lines to where they belong, and runs the rules over the cases of a partition. */
final class ReconciliationProcessor implements Processor<String, SpecificRecord, String, Object> {
  private static final Duration CLOCK_INTERVAL = Duration.ofSeconds(1);

  /** When a case that could not be told the time is told again. */
  private static final Duration PUT_OFF = Duration.ofHours(1);

  private static final int MOST_DUE = 5_000;

  private static final Logger log = LoggerFactory.getLogger(ReconciliationProcessor.class);

  private final CardData cardData = new CardData();
  private final ResolutionGate gate = new ResolutionGate(cardData);
  private final ReconciliationRules rules;
  private final StoredCases.Stores stores;
  private final ResultCounters counters;
  private @Nullable ProcessorContext<String, Object> context;
  private @Nullable CaseOutputs outputs;
  private @Nullable StoredCases cases;
  private @Nullable Backlog backlog;
  private @Nullable DueWork dueWork;

  private ReconciliationProcessor(Supplier supplier) {
    this.rules = supplier.rules;
    this.stores = supplier.kept;
    this.counters = new ResultCounters(supplier.meters);
  }

  /** Makes processors that share the stores of their task. */
  record Supplier(ReconciliationRules rules, StoredCases.Stores kept, MeterRegistry meters)
      implements ProcessorSupplier<String, SpecificRecord, String, Object> {
    @Override
    public Processor<String, SpecificRecord, String, Object> get() {
      return new ReconciliationProcessor(this);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return kept.builders();
    }
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    this.outputs = new CaseOutputs(context, counters);
    this.cases = stores.open(context);
    this.dueWork = new DueWork(context.appConfigs());
    this.backlog = new Backlog(context.currentSystemTimeMs());
    context.schedule(CLOCK_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::onClock);
  }

  @Override
  public void process(Record<String, SpecificRecord> input) {
    backlog().saw(input.timestamp(), nowMs());
    switch (input.value()) {
      case PaymentEvent event when event.getOccurredAtMs() < 0 ->
          throw new InvalidRecordException("an event has a time after 1970");
      case PaymentEvent event -> onEvent(event);
      case SettlementLine line when cardData.isIn(line) ->
          log.warn("A settlement line has a card number: it is dropped");
      case SettlementLine line -> outputs().pass(Rules.ask(() -> SettlementLines.route(line)));
      case SettlementMatching matching ->
          onMatching(Rules.ask(() -> SettlementLines.checked(matching)));
      case ResolutionCommand command -> onCommand(command);
      case null -> throw new InvalidRecordException("a record without a value says nothing");
      default -> throw new InvalidRecordException("not an input: " + input.value().getSchema());
    }
  }

  private void onEvent(PaymentEvent event) {
    List<Arising> arising = Rules.ask(() -> arising(event));
    for (Arising each : arising) {
      carryOut(each.decided());
      each.announcements().forEach(outputs()::pass);
    }
  }

  /** All of it is decided before any of it is written. */
  private List<Arising> arising(PaymentEvent event) {
    Set<String> caseIds = new HashSet<>();
    List<Arising> arising = new ArrayList<>();
    for (Expected expected : ExpectedSettlements.of(event)) {
      String caseId = CaseIds.of(event.getPaymentId(), expected.refundId(), expected.amountMinor());
      if (!caseIds.add(caseId)) {
        throw new InvalidRecordException("an event concerns a case once: " + caseId);
      }
      arising.add(
          new Arising(
              decide(caseId, expected), ExpectedSettlements.announcements(event, expected)));
    }
    return arising;
  }

  private void onMatching(SettlementMatching matching) {
    switch (matching.getStep()) {
      case ANNOUNCE -> onAnnounced(matching);
      case LOOK_UP -> onLookUp(matching.getReference(), matching.getLine());
      case DELIVER -> carryOut(Rules.ask(() -> delivered(matching)));
      case RESOLVE -> onResolve(matching.getReference(), matching.getCommand());
      case RESOLVED -> apply(caseOf(matching), new ResolvedElsewhere(matching.getResolution()));
    }
  }

  private void onCommand(ResolutionCommand command) {
    switch (gate.check(command)) {
      case ResolutionGate.Enter _ ->
          outputs()
              .pass(
                  SettlementMatching.newBuilder()
                      .setStep(MatchingStep.RESOLVE)
                      .setReference(command.getCaseId())
                      .setCommand(command)
                      .build());
      case ResolutionGate.Refused(Refusal why) ->
          outputs().answer(Resolutions.refused(command, why, nowMs()));
      case ResolutionGate.Dropped _ ->
          log.warn(
              "A resolution has a card number where its answer would repeat it: it is dropped");
    }
  }

  private void onResolve(String caseId, ResolutionCommand command) {
    ReconciliationCase before = cases().get(caseId, nowMs());
    Resolved resolved = Rules.ask(() -> Resolutions.decide(before, command, nowMs()));
    carryOut(new Decided(caseId, before, resolved.decision()));
    outputs().answer(resolved.outcome());
  }

  private void onAnnounced(SettlementMatching owner) {
    var claimed = new Claimed(owner.getPaymentId(), owner.getRefundId());
    Decided decided = Rules.ask(() -> decide(owner.getReference(), claimed));
    cases().remember(Reconciliation.remembered(owner, decided.decision()), nowMs());
    carryOut(decided);
  }

  private void onLookUp(String reference, SettlementLine line) {
    SettlementMatching owner = cases().owner(reference, nowMs());
    boolean isKept =
        owner != null
            && owner.getResolution() != null
            && Reconciliation.keeps(cases().get(reference, nowMs()), line);
    if (owner == null || isKept) {
      apply(reference, new Unclaimed(line));
    } else {
      outputs()
          .pass(
              SettlementMatching.newBuilder(owner)
                  .setStep(MatchingStep.DELIVER)
                  .setReference(null)
                  .setResolution(null)
                  .setLine(line)
                  .build());
    }
  }

  private Decided delivered(SettlementMatching matching) {
    return decide(
        caseOf(matching),
        new Reported(matching.getLine(), matching.getPaymentId(), matching.getRefundId()));
  }

  private static String caseOf(SettlementMatching matching) {
    return CaseIds.of(
        matching.getPaymentId(), matching.getRefundId(), matching.getLine().getAmountMinor());
  }

  /** Deadlines are stored, so a replay decides the same; this only looks at the clock. */
  private void onClock(long wallClockMs) {
    boolean isTrusted = ClockCheck.of(context().appConfigs()).isTrusted();
    if (!isTrusted || !backlog().isWorkedOff(wallClockMs)) {
      return;
    }
    for (StoredCases.Due due : cases().due(wallClockMs, MOST_DUE)) {
      Objects.requireNonNull(dueWork)
          .attempt(
              due,
              () -> decide(due.caseId(), new ClockStruck()),
              decided -> {
                cases().done(due);
                carryOut(decided);
              },
              () -> {
                cases().done(due);
                cases().wake(due.caseId(), wallClockMs + PUT_OFF.toMillis());
              });
    }
  }

  private void apply(String caseId, ReconciliationInput input) {
    carryOut(Rules.ask(() -> decide(caseId, input)));
  }

  private Decided decide(String caseId, ReconciliationInput input) {
    long nowMs = nowMs();
    ReconciliationCase before = cases().get(caseId, nowMs);
    return new Decided(caseId, before, Reconciliation.decide(caseId, before, input, rules, nowMs));
  }

  private void carryOut(Decided decided) {
    String caseId = decided.caseId();
    CaseDecision decision = decided.decision();
    ReconciliationCase before = decided.before();
    if (!Objects.equals(decision.after(), before)) {
      cases().put(caseId, decision.after(), nowMs());
    }
    if (decision.wakeAtMs() != null) {
      cases().wake(caseId, decision.wakeAtMs());
    }
    outputs().send(decision);
  }

  /** What the rules said about a case, and how it stood before. */
  private record Decided(
      String caseId, @Nullable ReconciliationCase before, CaseDecision decision) {}

  /** What an event means for one case, and whom it concerns. */
  private record Arising(Decided decided, List<SettlementMatching> announcements) {}

  private long nowMs() {
    return context().currentSystemTimeMs();
  }

  private ProcessorContext<String, Object> context() {
    return Objects.requireNonNull(context);
  }

  private CaseOutputs outputs() {
    return Objects.requireNonNull(outputs);
  }

  private StoredCases cases() {
    return Objects.requireNonNull(cases);
  }

  private Backlog backlog() {
    return Objects.requireNonNull(backlog);
  }
}
