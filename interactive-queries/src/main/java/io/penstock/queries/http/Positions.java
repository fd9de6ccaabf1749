package io.penstock.queries.http;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * From where a list goes on that is merged from several partitions.
 *
 * @param numbers the number to go on with, by partition
 * @param skip legs of the first entry that were shown already
 */
record Positions(Map<Integer, Long> numbers, int skip) {
  /** The cursor of a list. */
  String in(String list) {
    String places =
        numbers.entrySet().stream()
            .map(place -> place.getKey() + "=" + place.getValue())
            .collect(Collectors.joining(","));
    return new Cursor(list, places + '|' + skip).encoded();
  }

  /**
   * @throws io.penstock.http.ProblemException 400 if the list gave no such cursor
   */
  static Optional<Positions> of(QueryParameters query, String list, int partitions) {
    return Cursor.position(query, list).map(text -> parse(text, partitions));
  }

  private static Positions parse(String text, int partitions) {
    try {
      String[] parts = text.split("\\|", -1);
      require(parts.length == 2);
      int skip = Integer.parseInt(parts[1]);
      require(skip >= 0);
      Map<Integer, Long> numbers = new TreeMap<>();
      for (String place : parts[0].split(",", -1)) {
        String[] sides = place.split("=", -1);
        require(sides.length == 2);
        int partition = Integer.parseInt(sides[0]);
        long number = Long.parseLong(sides[1]);
        require(partition >= 0 && partition < partitions && number >= Merged.EXHAUSTED);
        numbers.put(partition, number);
      }
      return new Positions(numbers, skip);
    } catch (IllegalArgumentException e) {
      throw Cursor.foreign();
    }
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("malformed cursor");
    }
  }
}
