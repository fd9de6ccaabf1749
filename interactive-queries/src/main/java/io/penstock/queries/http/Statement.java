package io.penstock.queries.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Change;
import io.penstock.views.AccountJson;
import io.penstock.views.Json;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was posted to an account, newest first, with the balance after each line. */
public final class Statement {
  /**
   * Versions read for one page. Most versions of an account may be holds, which are no lines: a
   * page then ends early with a cursor, rather than read on without a bound.
   */
  private static final int MOST_READ = 10_000;

  private final CommittedFacts facts;

  Statement(CommittedFacts facts) {
    this.facts = facts;
  }

  /**
   * A change that posted something.
   *
   * @param balanceAfter posted balance of the whole account after it, in minor units
   */
  record Line(AccountBalance version, BigInteger balanceAfter) {
    Change change() {
      return version.getChange();
    }

    boolean isOfShard() {
      return version.getShard() != null;
    }

    ObjectNode toJson() {
      ObjectNode json = Json.object();
      json.put("account_id", version.getAccountId());
      json.put("version", version.getCounters().getVersion());
      json.put("transfer_id", change().getTransferId());
      json.put("direction", direction());
      json.put("amount", change().getPostedMinor());
      if (change().getPendingMinor() != 0) {
        json.put("pending_amount", change().getPendingMinor());
      }
      json.put("currency", version.getCurrency());
      json.put("balance_after", balanceAfter);
      Json.putIfPresent(json, "code", change().getCode());
      json.put("at", Json.time(version.getUpdatedAtMs()));
      json.put("journal_partition", change().getJournalPartition());
      json.put("entry_sequence", change().getEntrySequence());
      return json;
    }

    @Nullable String direction() {
      return change().getDirection() == null ? null : Json.lowerCase(change().getDirection());
    }
  }

  /**
   * A part of the lines.
   *
   * @param next the versions to go on with, by partition; empty at the end
   */
  record Lines(List<Line> lines, Optional<Map<Integer, Long>> next) {}

  ObjectNode page(String accountId, Period period, Optional<Positions> from, int limit) {
    Lines found = lines(accountId, period, from.map(Positions::numbers), limit);
    return Json.page(
        found.lines.stream().map(Line::toJson).toList(),
        found.next.map(numbers -> new Positions(numbers, 0).in(listOf(accountId))));
  }

  static String listOf(String accountId) {
    return "entries:" + accountId;
  }

  public Lines lines(
      String accountId, Period period, Optional<Map<Integer, Long>> positions, int limit) {
    Merged<AccountBalance> versions =
        new Merged<>(
            positions.orElseGet(() -> end(accountId, period)),
            (partition, atMost, rows) ->
                facts.versions(partition, accountId, atMost, rows, Duration.ZERO),
            version -> version.getCounters().getVersion(),
            AccountBalance::getUpdatedAtMs);
    List<Line> lines = new ArrayList<>();
    for (int read = 0; read < MOST_READ; read++) {
      AccountBalance newest = versions.peek().orElse(null);
      if (newest == null || newest.getUpdatedAtMs() < period.fromMs()) {
        return new Lines(lines, Optional.empty());
      }
      if (isLine(newest)) {
        if (lines.size() == limit) {
          break;
        }
        // The other shards' newest untaken versions are how they stood at this line.
        lines.add(new Line(newest, AccountJson.posted(List.copyOf(versions.heads()))));
      }
      versions.take();
    }
    return new Lines(lines, Optional.of(versions.positions()));
  }

  private static boolean isLine(AccountBalance version) {
    return version.getChange().getEntrySequence() != null;
  }

  private Map<Integer, Long> end(String accountId, Period period) {
    Map<Integer, Long> positions = new TreeMap<>();
    for (int partition : facts.partitionsOf(accountId)) {
      positions.put(partition, end(accountId, partition, period));
    }
    return positions;
  }

  private long end(String accountId, int partition, Period period) {
    return period.hasEnd()
        ? facts
            .versionAt(partition, accountId, period.toMs() - 1)
            .map(version -> version.getCounters().getVersion())
            .orElse(Merged.EXHAUSTED)
        : Long.MAX_VALUE;
  }
}
