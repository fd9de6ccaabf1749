package io.penstock.topologies.fraud;

import static io.penstock.schemas.Topics.FRAUD_CHECKS;
import static io.penstock.streams.stores.StoreCatalogue.LISTED_SUBJECTS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.fraud.FraudScreening;
import io.penstock.domain.fraud.ListedCheck;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.streams.RefusedRecordException;
import io.penstock.topologies.PartitionGate;
import io.penstock.topologies.flows.Inbox;
import java.util.List;
import java.util.Locale;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Lets sound checks in, with what the lists say, and counts the verdicts. */
final class FraudInbox implements Inbox<FraudHistory, ListedCheck> {
  private final PartitionGate gate;
  private final ProcessorContext<?, ?> context;
  private final ReadOnlyKeyValueStore<String, FraudListEntry> lists;
  private final MeterProvider<Counter> verdicts;
  private final MeterProvider<Counter> rules;

  FraudInbox(int partitions, ProcessorContext<?, ?> context, MeterRegistry meters) {
    this.gate = new PartitionGate(partitions);
    this.context = context;
    this.lists = context.getStateStore(LISTED_SUBJECTS.name());
    this.verdicts =
        Counter.builder("penstock.fraud.screening.verdicts")
            .description("Verdicts that were given.")
            .withRegistry(meters);
    this.rules =
        Counter.builder("penstock.fraud.screening.rules")
            .description("Rules that fired.")
            .withRegistry(meters);
  }

  @Override
  public List<Letter<ListedCheck>> open(Record<String, SpecificRecord> record) {
    FraudCheck check = sound(record.value());
    String key = Keys.fraudSubject(check.getSubjectType(), check.getSubjectId());
    if (!key.equals(record.key())) {
      throw new RefusedRecordException("the record's key must be " + key);
    }
    return List.of(
        gate.isHome(record, context.taskId().partition())
            ? new Tell<>(key, ListedCheck.of(check, lists::get))
            : new SendOn<>(FRAUD_CHECKS, gate.forwarded(record)));
  }

  private FraudCheck sound(@Nullable SpecificRecord value) {
    if (!(value instanceof FraudCheck check)) {
      throw new RefusedRecordException("a record without a value asks nothing");
    }
    String fault = FraudScreening.fault(check, context.currentSystemTimeMs());
    if (fault != null) {
      throw new RefusedRecordException(fault);
    }
    return check;
  }

  /**
   * Counts a new verdict and the rules that fired, as they are given: a transaction that is
   * repeated counts again. What was committed is counted by the sink, under other names.
   */
  @Override
  public void decided(ListedCheck asked, FlowDecision<FraudHistory> decision) {
    if (decision.state() == null) {
      return;
    }
    for (SpecificRecord output : decision.outputs()) {
      if (output instanceof FraudVerdict verdict) {
        String subject = verdict.getSubjectType().name().toLowerCase(Locale.ROOT);
        String decided = verdict.getDecision().name().toLowerCase(Locale.ROOT);
        verdicts.withTags("subject", subject, "decision", decided).increment();
        for (FiredRule rule : verdict.getRules()) {
          rules.withTags("subject", subject, "rule", rule.getRule()).increment();
        }
      }
    }
  }
}
