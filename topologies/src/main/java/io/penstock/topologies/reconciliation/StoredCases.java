package io.penstock.topologies.reconciliation;

import static io.penstock.schemas.StoreCatalogue.RECONCILIATION_CASES;
import static io.penstock.schemas.StoreCatalogue.SETTLEMENT_DEADLINES;
import static io.penstock.schemas.StoreCatalogue.SETTLEMENT_REFERENCES;

import io.penstock.schemas.Keys;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.SettlementMatching;
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
  private final KeyValueStore<String, ReconciliationCase> cases;
  private final KeyValueStore<String, SettlementMatching> references;
  private final KeyValueStore<String, String> deadlines;

  StoredCases(ProcessingContext context) {
    this.cases = context.getStateStore(RECONCILIATION_CASES.name());
    this.references = context.getStateStore(SETTLEMENT_REFERENCES.name());
    this.deadlines = context.getStateStore(SETTLEMENT_DEADLINES.name());
  }

  /** In a fixed order, so that the description of the topology is always the same. */
  static Set<StoreBuilder<?>> builders() {
    return new LinkedHashSet<>(
        List.of(
            RECONCILIATION_CASES.builder(),
            SETTLEMENT_REFERENCES.builder(),
            SETTLEMENT_DEADLINES.builder()));
  }

  @Nullable ReconciliationCase get(String caseId) {
    return cases.get(caseId);
  }

  /** Stores a case; null forgets it. */
  void put(String caseId, @Nullable ReconciliationCase state) {
    cases.put(caseId, state);
  }

  /** Whose a reference is, as it was announced first; null: not known. */
  @Nullable SettlementMatching owner(String reference) {
    return references.get(reference);
  }

  void remember(SettlementMatching owner) {
    var _ = references.putIfAbsent(owner.getReference(), owner);
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
