package io.penstock.topologies.reconciliation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.cards.CardData;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.reconciliation.ExpectedSettlements;
import io.penstock.domain.reconciliation.Reconciliation;
import io.penstock.domain.reconciliation.ReconciliationInput;
import io.penstock.domain.reconciliation.Resolutions;
import io.penstock.domain.reconciliation.SettlementLines;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import io.penstock.streams.RefusedRecordException;
import io.penstock.streams.stores.Table;
import io.penstock.topologies.flows.Inbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends lines and commands to where their case lives, and knows whose the references are here. */
final class ReconciliationInbox implements Inbox<ReconciliationCase, ReconciliationInput> {
  private static final Refusal CARD_NUMBER =
      RefusalCode.CARD_NUMBER_REFUSED.because("a card number came where none may be");

  private static final Logger log = LoggerFactory.getLogger(ReconciliationInbox.class);

  private final CardData cards = new CardData();
  private final ProcessorContext<?, ?> context;

  /** Whose a reference is, as it was announced first. */
  private final Table<SettlementMatching> owners;

  private final MeterProvider<Counter> results;

  ReconciliationInbox(
      ProcessorContext<?, ?> context,
      Table.Source<SettlementMatching> references,
      MeterRegistry meters) {
    this.context = context;
    this.owners = references.open(context);
    this.results =
        Counter.builder("penstock.reconciliation.results")
            .description("New versions of reconciliation cases")
            .withRegistry(meters);
  }

  @Override
  public List<Letter<ReconciliationInput>> open(Record<String, SpecificRecord> record) {
    return switch (record.value()) {
      case PaymentEvent event when event.getOccurredAtMs() < 0 ->
          throw new RefusedRecordException("an event has a time after 1970");
      case PaymentEvent event -> event(event);
      case SettlementLine line when cards.isIn(line) -> {
        log.warn("A settlement line has a card number: it is dropped");
        yield List.of();
      }
      case SettlementLine line -> List.of(new Reply<>(List.of(SettlementLines.route(line))));
      case SettlementMatching matching -> List.of(matching(SettlementLines.checked(matching)));
      case ResolutionCommand command -> command(command);
      case null -> throw new RefusedRecordException("a record without a value says nothing");
      default -> throw new RefusedRecordException("not an input: " + record.value().getSchema());
    };
  }

  private static List<Letter<ReconciliationInput>> event(PaymentEvent event) {
    Set<String> caseIds = new HashSet<>();
    List<Letter<ReconciliationInput>> letters = new ArrayList<>();
    for (ReconciliationInput.Expected expected : ExpectedSettlements.of(event)) {
      String caseId = expected.caseId();
      if (!caseIds.add(caseId)) {
        throw new RefusedRecordException("an event concerns a case once: " + caseId);
      }
      letters.add(new Tell<>(caseId, expected));
      letters.add(new Reply<>(ExpectedSettlements.announcements(event, expected)));
    }
    return letters;
  }

  private Letter<ReconciliationInput> matching(SettlementMatching matching) {
    String reference = matching.getReference();
    String paymentId = matching.getPaymentId();
    String refundId = matching.getRefundId();
    SettlementLine line = matching.getLine();
    return switch (matching.getStep()) {
      case ANNOUNCE ->
          new Tell<>(reference, new ReconciliationInput.Claimed(reference, paymentId, refundId));
      case LOOK_UP -> lookUp(reference, line);
      case DELIVER -> {
        var reported = new ReconciliationInput.Reported(line, paymentId, refundId);
        yield new Tell<>(reported.caseId(), reported);
      }
      case RESOLVE ->
          new Tell<>(reference, new ReconciliationInput.Commanded(matching.getCommand()));
      case RESOLVED ->
          new Tell<>(
              new ReconciliationInput.Reported(line, paymentId, refundId).caseId(),
              new ReconciliationInput.ResolvedElsewhere(matching.getResolution()));
    };
  }

  private Letter<ReconciliationInput> lookUp(String reference, SettlementLine line) {
    SettlementMatching owner = owners.get(reference, context.currentSystemTimeMs());
    return owner != null && owner.getResolution() == null
        // No line was ever booked here: the reference's own case need not be read.
        ? new Reply<>(List.of(Reconciliation.delivery(owner, line)))
        : new Tell<>(reference, new ReconciliationInput.Unclaimed(reference, line, owner));
  }

  /** A command comes by any partition, and is decided where its case lives. */
  private List<Letter<ReconciliationInput>> command(ResolutionCommand command) {
    boolean hasCard = cards.isIn(command);
    if (hasCard && cards.isIn(withoutText(command))) {
      log.warn("A resolution has a card number where its answer would repeat it: it is dropped");
      return List.of();
    }
    if (!Resolutions.canBeAnswered(command)) {
      throw new RefusedRecordException("a case_id, command_id or request_id is malformed");
    }
    String malformed = Resolutions.malformation(command);
    SpecificRecord reply =
        hasCard
            ? refused(command, CARD_NUMBER)
            : malformed == null
                ? SettlementMatching.newBuilder()
                    .setStep(MatchingStep.RESOLVE)
                    .setReference(command.getCaseId())
                    .setCommand(command)
                    .build()
                : refused(command, Resolutions.malformed(malformed));
    return List.of(new Reply<>(List.of(reply)));
  }

  private SpecificRecord refused(ResolutionCommand command, Refusal why) {
    return Resolutions.refused(command, why, context.currentSystemTimeMs());
  }

  private static ResolutionCommand withoutText(ResolutionCommand command) {
    return ResolutionCommand.newBuilder(command).setReason("").setActor("").build();
  }

  @Override
  public void decided(ReconciliationInput input, FlowDecision<ReconciliationCase> decision) {
    if (input instanceof ReconciliationInput.Claimed claimed) {
      remember(claimed, Reconciliation.remembered(claimed, decision.state()));
    }
    for (SpecificRecord output : decision.outputs()) {
      if (output instanceof ReconciliationResult result) {
        count(result);
      }
    }
  }

  /** The first who was announced stays. */
  private void remember(ReconciliationInput.Claimed claimed, SettlementMatching owner) {
    long nowMs = context.currentSystemTimeMs();
    SettlementMatching first = owners.get(claimed.reference(), nowMs);
    owners.put(claimed.reference(), first == null ? owner : first, nowMs);
  }

  private void count(ReconciliationResult result) {
    results
        .withTags(
            "status",
            result.getStatus().name().toLowerCase(Locale.ROOT),
            "psp",
            Objects.requireNonNullElse(result.getPsp(), "unknown"))
        .increment();
  }
}
