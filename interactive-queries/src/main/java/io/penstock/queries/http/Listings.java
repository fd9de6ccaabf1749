package io.penstock.queries.http;

import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.store.ListSearch;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import io.penstock.queries.store.View;
import io.penstock.schemas.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Lists of things as they stand now, newest first, merged over all partitions. */
public final class Listings {
  /** Places looked at for one page: one with a rare filter ends early, with a cursor. */
  private static final int MOST_LOOKED_AT = 10_000;

  private final CommittedFacts facts;
  private final int mostLookedAt;

  public Listings(CommittedFacts facts) {
    this(facts, MOST_LOOKED_AT);
  }

  public Listings(CommittedFacts facts, int mostLookedAt) {
    this.facts = facts;
    this.mostLookedAt = mostLookedAt;
  }

  /**
   * What is asked of lists.
   *
   * @param name of the whole, for its cursors
   * @param lists whose places are merged
   * @param fields what they must be, see {@link Question.Listed}
   * @param before the position to begin behind; empty: the end of the period
   */
  public record Wanted(
      View kind,
      String name,
      Set<String> lists,
      Map<String, List<String>> fields,
      Period period,
      Optional<String> before,
      int limit) {

    Wanted atMost(int things) {
      return new Wanted(kind, name, lists, fields, period, before, things);
    }

    Wanted after(Cursor cursor) {
      return new Wanted(kind, name, lists, fields, period, Optional.of(cursor.position()), limit);
    }
  }

  /**
   * A part of a list.
   *
   * @param next from where it goes on; empty at its end
   */
  public record Part<T>(List<T> things, Optional<Cursor> next) {}

  public <T extends SpecificRecord> Part<T> part(Wanted wanted, Class<T> type) {
    List<Row> found = new ArrayList<>();
    Optional<String> bound = Optional.empty();
    for (Row row : search(wanted)) {
      if (ListSearch.isEnd(row)) {
        bound =
            bound.filter(other -> other.compareTo(row.key()) >= 0).or(() -> Optional.of(row.key()));
      } else {
        found.add(row);
      }
    }
    found.sort(Comparator.comparing(Row::key).reversed());
    List<Row> known = known(found, bound);
    List<Row> shown = known.subList(0, Math.min(wanted.limit, known.size()));
    Optional<String> next =
        shown.size() < known.size() ? Optional.of(shown.getLast().key()) : bound;
    return new Part<>(
        facts.decoded(wanted.kind, shown, type),
        next.map(position -> new Cursor(wanted.name, position)));
  }

  /** Behind the bound some partition was not looked at: what others hold there comes later. */
  private static List<Row> known(List<Row> found, Optional<String> bound) {
    return found.stream()
        .filter(row -> bound.map(end -> row.key().compareTo(end) >= 0).orElse(true))
        .toList();
  }

  /** One row more than is shown tells whether there is more. */
  private List<Row> search(Wanted wanted) {
    String from = position(wanted.period.fromMs());
    String before = wanted.before.orElseGet(() -> position(wanted.period.toMs()));
    int reach = Math.max(1, mostLookedAt / (facts.partitions() * wanted.lists.size()));
    var question =
        new Question.Listed(
            wanted.kind,
            List.copyOf(wanted.lists),
            from,
            before,
            wanted.fields,
            wanted.limit + 1,
            reach);
    List<Row> rows = new ArrayList<>();
    for (int partition = 0; partition < facts.partitions(); partition++) {
      rows.addAll(facts.rows(partition, question, Duration.ZERO));
    }
    return rows;
  }

  private static String position(long timeMs) {
    return Keys.sequence(Math.max(0, timeMs));
  }
}
