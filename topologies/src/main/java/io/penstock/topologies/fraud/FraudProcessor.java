package io.penstock.topologies.fraud;

import static io.penstock.schemas.Topics.FRAUD_CHECKS;
import static io.penstock.schemas.Topics.FRAUD_VERDICTS;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;
import static io.penstock.streams.stores.StoreCatalogue.SUBJECT_HISTORIES;

import io.penstock.domain.fraud.FraudAlerts;
import io.penstock.domain.fraud.FraudLists;
import io.penstock.domain.fraud.FraudRules;
import io.penstock.domain.fraud.FraudScreening;
import io.penstock.domain.fraud.FraudScreening.Screened;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Listing;
import io.penstock.schemas.Topic;
import io.penstock.streams.stores.ExpiringTable;
import io.penstock.topologies.InvalidRecordException;
import io.penstock.topologies.PartitionGate;
import io.penstock.topologies.Rules;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Guard, screen, remember, tell. */
final class FraudProcessor implements Processor<String, FraudCheck, String, SpecificRecord> {
  private final PartitionGate gate;
  private final FraudRules rules;
  private final FraudMetrics metrics;
  private @Nullable ProcessorContext<String, SpecificRecord> context;
  private @Nullable ExpiringTable<FraudHistory> histories;
  private @Nullable FraudLists lists;

  private FraudProcessor(Supplier supplier) {
    this.gate = new PartitionGate(supplier.partitions);
    this.rules = supplier.rules;
    this.metrics = supplier.metrics;
  }

  /** Makes processors, each with the histories of its task. */
  record Supplier(int partitions, FraudRules rules, FraudMetrics metrics)
      implements ProcessorSupplier<String, FraudCheck, String, SpecificRecord> {
    @Override
    public Processor<String, FraudCheck, String, SpecificRecord> get() {
      return new FraudProcessor(this);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(SUBJECT_HISTORIES.builder());
    }
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    this.histories = SUBJECT_HISTORIES.open(context);
    this.lists = new ListedSubjects(context);
  }

  @Override
  public void process(Record<String, FraudCheck> input) {
    requireSound(input);
    if (gate.isHome(input, context().taskId().partition())) {
      screen(input.key(), input.value());
    } else {
      context()
          .forward(
              input.<SpecificRecord>withValue(input.value()).withHeaders(gate.forwarded(input)),
              FRAUD_CHECKS.sinkName());
    }
  }

  private void screen(String key, FraudCheck check) {
    long nowMs = now();
    if (check.getTick()) {
      FraudVerdict tick = FraudScreening.tick(check, nowMs);
      send(FRAUD_VERDICTS, Keys.fraudVerdict(tick), tick);
      return;
    }
    Screened screened =
        Rules.ask(
            () -> FraudScreening.screen(check, histories().get(key, nowMs), lists(), rules, nowMs));
    FraudVerdict verdict = screened.verdict();
    if (screened.history() != null) {
      histories().put(key, screened.history(), nowMs);
      metrics.count(verdict);
    }
    send(FRAUD_VERDICTS, Keys.fraudVerdict(verdict), verdict);
    if (FraudAlerts.isAlert(verdict)) {
      Listing place = FraudAlerts.place(verdict);
      send(VIEW_LISTINGS, Keys.listing(place), place);
    }
  }

  private void requireSound(Record<String, FraudCheck> input) {
    FraudCheck check = input.value();
    String fault =
        check == null
            ? "a record without a value asks nothing"
            : FraudScreening.fault(check, now());
    if (fault != null) {
      throw new InvalidRecordException(fault);
    }
    String key = Keys.fraudSubject(check.getSubjectType(), check.getSubjectId());
    if (!key.equals(input.key())) {
      throw new InvalidRecordException("the record's key must be " + key);
    }
  }

  private void send(Topic<?> topic, String key, SpecificRecord value) {
    context().forward(new Record<>(key, value, now()), topic.sinkName());
  }

  private long now() {
    return context().currentSystemTimeMs();
  }

  private ProcessorContext<String, SpecificRecord> context() {
    return Objects.requireNonNull(context);
  }

  private ExpiringTable<FraudHistory> histories() {
    return Objects.requireNonNull(histories);
  }

  private FraudLists lists() {
    return Objects.requireNonNull(lists);
  }
}
