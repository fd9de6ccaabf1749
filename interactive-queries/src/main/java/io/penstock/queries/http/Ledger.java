package io.penstock.queries.http;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.SystemAccounts;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.http.Statement.Line;
import io.penstock.queries.http.Statement.Lines;
import io.penstock.schemas.Change;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The journal as rows, one a leg, newest first. */
final class Ledger {
  /**
   * A credit that takes longer than this to reach its account is listed under that account at the
   * time when it did, all others at the time of their entry.
   */
  private static final long LONGEST_WAY_MS = Duration.ofMinutes(1).toMillis();

  private static final Comparator<LedgerEntry> NEWEST_FIRST =
      Comparator.comparingLong(LedgerEntry::getPostedAtMs)
          .thenComparingInt(LedgerEntry::getJournalPartition)
          .thenComparingLong(LedgerEntry::getSequence)
          .reversed();

  private final CommittedFacts facts;
  private final Statement statement;

  Ledger(CommittedFacts facts, Statement statement) {
    this.facts = facts;
    this.statement = statement;
  }

  /** Every leg of every journal partition. */
  ObjectNode all(Period period, Optional<Positions> from, int limit) {
    Merged<LedgerEntry> entries =
        new Merged<>(
            from.map(Positions::numbers).orElseGet(() -> end(period)),
            facts::entries,
            LedgerEntry::getSequence,
            LedgerEntry::getPostedAtMs);
    List<ObjectNode> rows = new ArrayList<>();
    int skip = from.map(Positions::skip).orElse(0);
    while (true) {
      LedgerEntry newest = entries.peek().orElse(null);
      if (newest == null || newest.getPostedAtMs() < period.fromMs()) {
        return Json.page(rows, Optional.empty());
      }
      int room = limit - rows.size();
      List<ObjectNode> legs =
          newest.getLegs().stream().skip(skip).map(l -> row(newest, l)).toList();
      rows.addAll(legs.subList(0, Math.min(room, legs.size())));
      if (room < legs.size()) {
        String next = new Positions(entries.positions(), skip + room).in("ledger");
        return Json.page(rows, Optional.of(next));
      }
      skip = 0;
      var _ = entries.take();
    }
  }

  private Map<Integer, Long> end(Period period) {
    Map<Integer, Long> positions = new TreeMap<>();
    for (int partition = 0; partition < facts.partitions(); partition++) {
      positions.put(
          partition,
          period.hasEnd()
              ? facts
                  .entryAt(partition, period.toMs() - 1)
                  .map(LedgerEntry::getSequence)
                  .orElse(Merged.EXHAUSTED)
              : Long.MAX_VALUE);
    }
    return positions;
  }

  /** The legs of one account. */
  ObjectNode ofAccount(String accountId, Period period, Optional<Positions> from, int limit) {
    Period read =
        new Period(
            period.fromMs(), period.hasEnd() ? period.toMs() + LONGEST_WAY_MS : period.toMs());
    Optional<Map<Integer, Long>> positions = from.map(Positions::numbers);
    List<ObjectNode> rows = new ArrayList<>();
    while (true) {
      Lines found = statement.lines(accountId, read, positions, limit - rows.size());
      Map<String, LedgerEntry> entries = entriesOf(found.lines());
      for (Line line : found.lines()) {
        LedgerEntry entry = entry(entries, line);
        if (period.contains(timeOf(line, entry))) {
          rows.add(row(entry, line));
        }
      }
      positions = found.next();
      if (positions.isEmpty() || rows.size() == limit || found.lines().isEmpty()) {
        return Json.page(
            rows, positions.map(next -> new Positions(next, 0).in("ledger:" + accountId)));
      }
    }
  }

  private static long timeOf(Line line, LedgerEntry entry) {
    long arrived = line.version().getUpdatedAtMs();
    return arrived - entry.getPostedAtMs() <= LONGEST_WAY_MS ? entry.getPostedAtMs() : arrived;
  }

  private Map<String, LedgerEntry> entriesOf(List<Line> lines) {
    return lines.stream()
        .map(Line::change)
        .collect(
            groupingBy(Change::getJournalPartition, mapping(Change::getEntrySequence, toSet())))
        .entrySet()
        .stream()
        .flatMap(some -> facts.entries(some.getKey(), some.getValue()).stream())
        .collect(
            toMap(entry -> idOf(entry.getJournalPartition(), entry.getSequence()), entry -> entry));
  }

  private static String idOf(Integer partition, Long sequence) {
    return partition + "-" + sequence;
  }

  private static LedgerEntry entry(Map<String, LedgerEntry> entries, Line line) {
    Change change = line.change();
    LedgerEntry entry = entries.get(idOf(change.getJournalPartition(), change.getEntrySequence()));
    if (entry == null) {
      throw new IllegalStateException("an account's line names an entry that cannot be read");
    }
    return entry;
  }

  /** The legs of one transfer; of all of them, where several scopes used its id. */
  ObjectNode ofTransaction(
      String transferId,
      Optional<String> accountId,
      Period period,
      Optional<Positions> from,
      int limit) {
    List<ObjectNode> all =
        facts.transfers(transferId).stream()
            .flatMap(transfer -> entriesOf(transfer).stream())
            .distinct()
            .filter(entry -> period.contains(entry.getPostedAtMs()))
            .sorted(NEWEST_FIRST)
            .flatMap(
                entry ->
                    entry.getLegs().stream()
                        .filter(leg -> accountId.map(leg.getAccountId()::equals).orElse(true))
                        .map(leg -> row(entry, leg)))
            .toList();
    int skip = Math.min(from.map(Positions::skip).orElse(0), all.size());
    int end = Math.min(skip + limit, all.size());
    return Json.page(
        all.subList(skip, end),
        end == all.size()
            ? Optional.empty()
            : Optional.of(new Positions(Map.of(0, 0L), end).in("transaction:" + transferId)));
  }

  private List<LedgerEntry> entriesOf(TransferOutcome transfer) {
    Set<Long> sequences = new TreeSet<>();
    if (transfer.getEntrySequence() != null) {
      sequences.add(transfer.getEntrySequence());
    }
    Resolution resolution = transfer.getResolution();
    if (resolution != null) {
      sequences.addAll(resolution.getEntrySequences());
    }
    return sequences.isEmpty()
        ? List.of()
        : facts.entries(transfer.getJournalPartition(), sequences);
  }

  private static ObjectNode row(LedgerEntry entry, Leg leg) {
    ObjectNode json =
        row(entry, leg.getAccountId(), Json.lowerCase(leg.getDirection()), leg.getAmountMinor());
    // A leg knows its shard only, and a system account is more than that.
    if (!SystemAccounts.isSystem(leg.getAccountId()) && leg.getVersion() != null) {
      json.put("version", leg.getVersion());
      json.put("balance_after", leg.getBalanceAfterMinor());
    }
    return json;
  }

  private static ObjectNode row(LedgerEntry entry, Line line) {
    ObjectNode json =
        row(
            entry,
            line.version().getAccountId(),
            String.valueOf(line.direction()),
            line.change().getPostedMinor());
    if (!line.isOfShard()) {
      json.put("version", line.version().getCounters().getVersion());
    }
    json.put("balance_after", line.balanceAfter());
    return json;
  }

  private static ObjectNode row(
      LedgerEntry entry, String accountId, String direction, long amount) {
    ObjectNode json = Json.object();
    json.put("entry_id", idOf(entry.getJournalPartition(), entry.getSequence()));
    json.put("journal_partition", entry.getJournalPartition());
    json.put("sequence", entry.getSequence());
    json.put("transaction_id", entry.getTransferId());
    json.put("kind", Json.lowerCase(entry.getKind()));
    json.put("account_id", accountId);
    json.put("direction", direction);
    json.put("amount", amount);
    json.put("currency", entry.getCurrency());
    Json.putIfPresent(json, "code", entry.getCode());
    json.put("posted_at", Json.time(entry.getPostedAtMs()));
    return json;
  }
}
