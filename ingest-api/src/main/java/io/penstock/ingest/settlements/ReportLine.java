package io.penstock.ingest.settlements;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.cards.CardNumbers;
import io.penstock.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One line of a settlement report as it was written.
 *
 * @param number of the line in the file, from 1; in a JSON array that of the element
 * @param cells what it says, by column
 * @param fault why it cannot be read; null where it can
 */
public record ReportLine(long number, ObjectNode cells, @Nullable Problem fault) {

  private static final int LONGEST_NAME = 64;
  private static final CardNumbers CARDS = new CardNumbers();

  /** A column's or member's name, as far as it may be repeated to its sender. */
  static String shown(String name) {
    String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    return CARDS.isIn(name) ? "" : shown;
  }

  static ReportLine of(long number, ObjectNode cells) {
    return new ReportLine(number, cells, null);
  }

  static ReportLine unreadable(long number, Problem fault) {
    return new ReportLine(number, JsonNodeFactory.instance.objectNode(), fault);
  }
}
