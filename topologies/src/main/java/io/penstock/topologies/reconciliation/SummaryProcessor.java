package io.penstock.topologies.reconciliation;

import static java.util.Objects.requireNonNull;

import io.penstock.domain.reconciliation.SummaryChanges;
import io.penstock.schemas.Keys;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.ExpiringTable;
import io.penstock.topologies.InvalidRecordException;
import io.penstock.topologies.Rules;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** Adds what cases contribute to the counts and sums of their day. */
final class SummaryProcessor
    implements Processor<String, ReconciliationSummary, String, ReconciliationSummary> {
  private final ExpiringStore<ReconciliationSummary> store;
  private @Nullable ProcessorContext<String, ReconciliationSummary> context;
  private @Nullable ExpiringTable<ReconciliationSummary> summaries;

  private SummaryProcessor(ExpiringStore<ReconciliationSummary> store) {
    this.store = store;
  }

  /** Makes processors, each with the summaries of its task. */
  record Supplier(ExpiringStore<ReconciliationSummary> store)
      implements ProcessorSupplier<String, ReconciliationSummary, String, ReconciliationSummary> {
    @Override
    public Processor<String, ReconciliationSummary, String, ReconciliationSummary> get() {
      return new SummaryProcessor(store);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(store.builder());
    }
  }

  @Override
  public void init(ProcessorContext<String, ReconciliationSummary> context) {
    this.context = context;
    this.summaries = store.open(context);
  }

  @Override
  public void process(Record<String, ReconciliationSummary> change) {
    requireComplete(change);
    long nowMs = requireNonNull(context).currentSystemTimeMs();
    ExpiringTable<ReconciliationSummary> table = requireNonNull(summaries);
    ReconciliationSummary before = table.get(change.key(), nowMs);
    ReconciliationSummary after =
        before == null
            ? change.value()
            : Rules.ask(() -> SummaryChanges.add(before, change.value()));
    table.put(change.key(), after, nowMs);
    requireNonNull(context).forward(change.withValue(after));
  }

  private static void requireComplete(Record<String, ReconciliationSummary> change) {
    ReconciliationSummary value = change.value();
    if (value == null) {
      throw new InvalidRecordException("a record without a value says nothing");
    }
    if (!Rules.ask(() -> Keys.reconciliationSummary(value)).equals(change.key())) {
      throw new InvalidRecordException("a change has the key of what it changes");
    }
  }
}
