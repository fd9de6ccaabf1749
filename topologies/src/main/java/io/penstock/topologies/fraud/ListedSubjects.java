package io.penstock.topologies.fraud;

import static io.penstock.streams.stores.StoreCatalogue.LISTED_SUBJECTS;

import io.penstock.domain.fraud.FraudLists;
import io.penstock.schemas.FraudListEntry;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The lists as this instance knows them; a change arrives here within milliseconds. */
final class ListedSubjects implements FraudLists {
  private final ReadOnlyKeyValueStore<String, FraudListEntry> entries;

  ListedSubjects(ProcessingContext context) {
    this.entries = context.getStateStore(LISTED_SUBJECTS.name());
  }

  @Override
  public @Nullable FraudListEntry entry(String key) {
    return entries.get(key);
  }
}
