package io.penstock.queries.http;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What several partitions hold, each in an order of its own, as one list with the newest first.
 * Facts never change, so the list from given positions down is the same whenever it is read.
 */
final class Merged<T> {
  /** Position of a partition with nothing left. */
  static final long EXHAUSTED = 0;

  private static final int ROWS_AT_ONCE = 100;

  private final SequencedMap<Integer, Strand> strands = new TreeMap<>();
  private final Source<T> source;
  private final ToLongFunction<T> number;
  private final ToLongFunction<T> time;

  /** Where the rows come from. */
  @FunctionalInterface
  interface Source<T> {
    /** At most {@code limit} rows with a number of at most {@code atMost}, highest first. */
    List<T> newest(int partition, long atMost, int limit);
  }

  /**
   * @param positions the highest number to read, by partition
   * @param number which orders a partition
   * @param time which orders the partitions; it never decreases with the number
   */
  Merged(
      Map<Integer, Long> positions,
      Source<T> source,
      ToLongFunction<T> number,
      ToLongFunction<T> time) {
    this.source = source;
    this.number = number;
    this.time = time;
    positions.forEach(
        (partition, position) -> strands.put(partition, new Strand(partition, position)));
  }

  /** The newest row that was not taken yet. */
  Optional<T> peek() {
    return newestStrand().map(strand -> requireNonNull(strand.rows.peek()));
  }

  /** Takes what {@link #peek} shows. */
  T take() {
    return newestStrand().orElseThrow().take();
  }

  /** The newest row of each partition that has one left. */
  Collection<T> heads() {
    return strands.values().stream().flatMap(strand -> strand.head().stream()).toList();
  }

  /** From where the list goes on. */
  Map<Integer, Long> positions() {
    Map<Integer, Long> positions = new TreeMap<>();
    strands.forEach(
        (partition, strand) ->
            positions.put(partition, strand.head().map(number::applyAsLong).orElse(EXHAUSTED)));
    return positions;
  }

  private Optional<Strand> newestStrand() {
    return strands.values().stream()
        .filter(strand -> strand.head().isPresent())
        .max(
            Comparator.<Strand>comparingLong(
                    strand -> time.applyAsLong(strand.head().orElseThrow()))
                .thenComparingInt(strand -> strand.partition));
  }

  /** One partition's rows, fetched some at a time. */
  private final class Strand {
    private final int partition;
    private final Deque<T> rows = new ArrayDeque<>();
    private long next;

    Strand(int partition, long next) {
      this.partition = partition;
      this.next = next;
    }

    Optional<T> head() {
      if (rows.isEmpty() && next > EXHAUSTED) {
        rows.addAll(source.newest(partition, next, ROWS_AT_ONCE));
        next = rows.isEmpty() ? EXHAUSTED : number.applyAsLong(rows.getLast()) - 1;
      }
      return Optional.ofNullable(rows.peek());
    }

    T take() {
      return rows.remove();
    }
  }
}
