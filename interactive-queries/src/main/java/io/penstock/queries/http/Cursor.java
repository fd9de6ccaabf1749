package io.penstock.queries.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * From where a list goes on; opaque to clients.
 *
 * @param list names the list, so that a cursor of another one is refused
 * @param positions the number to go on with, by partition
 * @param skip legs of the first entry that were shown already
 */
record Cursor(String list, Map<Integer, Long> positions, int skip) {

  String encoded() {
    String places =
        positions.entrySet().stream()
            .map(place -> place.getKey() + "=" + place.getValue())
            .collect(Collectors.joining(","));
    byte[] bytes = (list + "|" + places + "|" + skip).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * @throws io.penstock.http.ProblemException 400 if the list gave no such cursor
   */
  static Cursor parse(String text, String list, int partitions) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      String[] parts = new String(bytes, StandardCharsets.US_ASCII).split("\\|", -1);
      require(parts.length == 3 && parts[0].equals(list));
      int skip = Integer.parseInt(parts[2]);
      require(skip >= 0);
      return new Cursor(list, positions(parts[1], partitions), skip);
    } catch (IllegalArgumentException e) {
      throw QueryParameters.malformed(
          "malformed_cursor", "cursor", "The cursor is not one that this list gave.");
    }
  }

  private static Map<Integer, Long> positions(String text, int partitions) {
    Map<Integer, Long> positions = new TreeMap<>();
    for (String place : text.split(",", -1)) {
      String[] sides = place.split("=", -1);
      require(sides.length == 2);
      int partition = Integer.parseInt(sides[0]);
      long number = Long.parseLong(sides[1]);
      require(partition >= 0 && partition < partitions && number >= Merged.EXHAUSTED);
      positions.put(partition, number);
    }
    return positions;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("malformed cursor");
    }
  }
}
