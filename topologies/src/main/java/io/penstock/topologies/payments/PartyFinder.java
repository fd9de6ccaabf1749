package io.penstock.topologies.payments;

import io.penstock.domain.payments.PartySearches;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import io.penstock.schemas.PartySearch;
import io.penstock.streams.DueWork;
import io.penstock.streams.Guard;
import io.penstock.streams.RefusedRecordException;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.ClockCheck;
import io.penstock.topologies.PartitionGate;
import io.penstock.topologies.Rules;
import io.penstock.topologies.flows.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Answers, at the partition of an owner, which account a payment means. An account that was opened
 * a moment ago may not be known here yet: a search that finds nothing waits a little for it.
 */
final class PartyFinder implements Guard.Guarded<String, SpecificRecord> {
  /** How long a search waits for an account, once this partition has read it. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Most searches of a partition that wait; a further one is told at once what is known. */
  private static final int MOST_WAITING = 10_000;

  /** Most accounts of one owner that are looked at, in the order of type, currency and id. */
  private static final int MOST_ACCOUNTS = 1_000;

  /** Behind every key that begins with an owner and '#'. */
  private static final char BEHIND_SEPARATOR = '#' + 1;

  private final PartitionGate gate;
  private final ProcessorContext<String, SpecificRecord> context;
  private final KeyValueStore<String, AccountOwner> accounts;
  private final KeyValueStore<String, PartySearch> waiting;
  private final DueWork due;

  PartyFinder(int partitions, ProcessorContext<String, SpecificRecord> context) {
    this.gate = new PartitionGate(partitions);
    this.context = context;
    this.accounts = context.getStateStore(StoreCatalogue.OWNED_ACCOUNTS.name());
    this.waiting = context.getStateStore(StoreCatalogue.PARTY_SEARCHES.name());
    this.due = new DueWork(context.appConfigs());
    ClockCheck.everySecond(context, this::giveUp);
  }

  /** The finders of the tasks, each with the accounts of its own. */
  static ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> of(int partitions) {
    return Guard.of(
        context -> new PartyFinder(partitions, context),
        List.of(StoreCatalogue.OWNED_ACCOUNTS.builder(), StoreCatalogue.PARTY_SEARCHES.builder()));
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    switch (record.value()) {
      case AccountOwner account -> remember(record.key(), account);
      case PartySearch search -> search(record, search);
      case null -> throw new RefusedRecordException("a record without a value finds nobody");
      default -> throw new RefusedRecordException("no search: " + record.value().getSchema());
    }
  }

  private void remember(String key, AccountOwner account) {
    if (!Ids.isValid(account.getOwnerId()) || !Ids.isValid(account.getAccountId())) {
      throw new RefusedRecordException("owner and account are not 1 to 64 of A-Za-z0-9._:-");
    }
    if (!Keys.owner(account).equals(key) || !gate.isAt(account.getOwnerId(), partition())) {
      throw new RefusedRecordException("the record's key must be " + Keys.owner(account));
    }
    accounts.put(key, account);
    for (PartySearch search : of(account.getOwnerId(), waiting, MOST_WAITING)) {
      found(search).ifPresent(id -> takeUp(search, id));
    }
  }

  private void search(Record<String, SpecificRecord> record, PartySearch search) {
    String owner = Rules.ask(() -> PartySearches.placeOf(search));
    if (!Ids.isValid(owner)) {
      throw new RefusedRecordException("an owner is not 1 to 64 of A-Za-z0-9._:-");
    }
    if (!owner.equals(record.key())) {
      throw new RefusedRecordException("the record's key must be " + owner);
    }
    if (!gate.isHome(record, partition())) {
      context.forward(record.withHeaders(gate.forwarded(record)), PaymentsTopology.SEARCH_ON);
      return;
    }
    Optional<String> found = Rules.ask(() -> found(search));
    if (found.isPresent() || waiting.approximateNumEntries() >= MOST_WAITING) {
      goOn(search, found.orElse(null));
    } else {
      letWait(search, context.currentSystemTimeMs() + WAIT.toMillis());
    }
  }

  private void giveUp(long wallClockMs) {
    List<PartySearch> over = rows(waiting.all(), Integer.MAX_VALUE);
    over.removeIf(search -> waitsBeyond(search, wallClockMs));
    for (PartySearch search : over) {
      due.attempt(
          place(search),
          () -> () -> takeUp(search, null),
          () -> letWait(search, wallClockMs + Deadlines.PUT_OFF.toMillis()));
    }
  }

  private static boolean waitsBeyond(PartySearch search, long nowMs) {
    Long until = search.getWaitsUntilMs();
    return until != null && until > nowMs;
  }

  private static String place(PartySearch search) {
    return Keys.partySearch(PartySearches.placeOf(search), search);
  }

  private void letWait(PartySearch search, long untilMs) {
    waiting.put(place(search), PartySearch.newBuilder(search).setWaitsUntilMs(untilMs).build());
  }

  private void takeUp(PartySearch search, @Nullable String accountId) {
    waiting.delete(place(search));
    goOn(search, accountId);
  }

  private void goOn(PartySearch search, @Nullable String accountId) {
    PartySearch next = PartySearches.next(search, accountId);
    context.forward(
        new Record<>(PartySearches.placeOf(next), next, context.currentSystemTimeMs()),
        PaymentsTopology.SEARCH_ON);
  }

  private Optional<String> found(PartySearch search) {
    return PartySearches.choose(search, of(PartySearches.placeOf(search), accounts, MOST_ACCOUNTS));
  }

  private static <V> List<V> of(String owner, KeyValueStore<String, V> store, int most) {
    return rows(store.range(owner + '#', owner + BEHIND_SEPARATOR), most);
  }

  private static <V> List<V> rows(KeyValueIterator<String, V> all, int most) {
    List<V> rows = new ArrayList<>();
    try (all) {
      while (all.hasNext() && rows.size() < most) {
        rows.add(all.next().value);
      }
    }
    return rows;
  }

  private int partition() {
    return context.taskId().partition();
  }
}
