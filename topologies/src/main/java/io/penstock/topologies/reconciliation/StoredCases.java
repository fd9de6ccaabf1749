package io.penstock.topologies.reconciliation;

import static io.penstock.streams.stores.StoreCatalogue.ANNOUNCED_REFERENCES;
import static io.penstock.streams.stores.StoreCatalogue.COMPARED_CASES;
import static io.penstock.streams.stores.StoreCatalogue.OPEN_CASES;
import static io.penstock.streams.stores.StoreCatalogue.SETTLEMENT_DEADLINES;

import io.penstock.domain.reconciliation.Reconciliation;
import io.penstock.schemas.Keys;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.SettlementMatching;
import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.ExpiringTable;
import io.penstock.topologies.flows.EndingStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** The cases of a partition, what they wait for, and whose the references are that live here. */
final class StoredCases {
  private final EndingStates<ReconciliationCase> cases;
  private final ExpiringTable<SettlementMatching> references;
  private final KeyValueStore<String, String> deadlines;

  private StoredCases(Stores stores, ProcessingContext context) {
    this.cases = stores.cases.open(context);
    this.references = stores.references.open(context);
    this.deadlines = context.getStateStore(SETTLEMENT_DEADLINES.name());
  }

  /** Where they are kept. */
  record Stores(
      EndingStates.Stores<ReconciliationCase> cases, ExpiringStore<SettlementMatching> references) {

    static Stores keptFor(Duration retention) {
      return new Stores(
          new EndingStates.Stores<>(
              OPEN_CASES, COMPARED_CASES.keptFor(retention), Reconciliation::isCompared),
          ANNOUNCED_REFERENCES.keptFor(retention));
    }

    /** In a fixed order, so that the description of the topology is always the same. */
    Set<StoreBuilder<?>> builders() {
      Set<StoreBuilder<?>> builders = new LinkedHashSet<>(cases.builders());
      builders.add(references.builder());
      builders.add(SETTLEMENT_DEADLINES.builder());
      return builders;
    }

    StoredCases open(ProcessingContext context) {
      return new StoredCases(this, context);
    }
  }

  @Nullable ReconciliationCase get(String caseId, long nowMs) {
    return cases.get(caseId, nowMs);
  }

  /** Stores a case; null forgets it. */
  void put(String caseId, @Nullable ReconciliationCase state, long nowMs) {
    if (state == null) {
      cases.delete(caseId, nowMs);
    } else {
      cases.put(caseId, state, nowMs);
    }
  }

  /** Whose a reference is, as it was announced first; null: not known. */
  @Nullable SettlementMatching owner(String reference, long nowMs) {
    return references.get(reference, nowMs);
  }

  /** Remembers whose a reference is; the first who was announced stays. */
  void remember(SettlementMatching owner, long nowMs) {
    SettlementMatching first = owner(owner.getReference(), nowMs);
    references.put(owner.getReference(), first == null ? owner : first, nowMs);
  }

  void wake(String caseId, long atMs) {
    deadlines.put(Keys.deadline(Math.max(0, atMs), caseId), caseId);
  }

  /** A case whose time has come, and where that is kept until it is {@link #done}. */
  record Due(String key, String caseId) {}

  /** Up to so many cases whose time has come, the earliest first. */
  List<Due> due(long nowMs, int most) {
    List<Due> due = new ArrayList<>();
    try (var earliest = deadlines.range(null, Keys.deadline(nowMs + 1, ""))) {
      while (earliest.hasNext() && due.size() < most) {
        var next = earliest.next();
        due.add(new Due(next.key, next.value));
      }
    }
    return due;
  }

  void done(Due due) {
    deadlines.delete(due.key());
  }
}
