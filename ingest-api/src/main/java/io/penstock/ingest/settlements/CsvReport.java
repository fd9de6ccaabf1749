package io.penstock.ingest.settlements;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.http.Problem;
import io.penstock.ingest.commands.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A settlement report in CSV (RFC 4180) with a header row, read line by line. Columns may stand in
 * any order and case; empty lines are passed over.
 */
public final class CsvReport {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setTrim(true).setIgnoreEmptyLines(false).get();
  private static final List<String> REQUIRED = List.of("amount", "currency", "settled_at");

  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> columns;
  private long firstLine = 1;
  private boolean broken;

  /**
   * @param body in UTF-8
   * @throws io.penstock.http.ProblemException 400 where the header row is not one
   */
  public static Iterator<ReportLine> lines(byte[] body) {
    CsvReport report = new CsvReport(body);
    return Stream.generate(report::read)
        .takeWhile(Optional::isPresent)
        .flatMap(Optional::stream)
        .iterator();
  }

  private CsvReport(byte[] body) {
    boolean marked =
        body.length > 2
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    int start = marked ? 3 : 0;
    var text =
        new InputStreamReader(new ByteArrayInputStream(body, start, body.length - start), UTF_8);
    try {
      parser = FORMAT.parse(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    records = parser.iterator();
    columns = header(record());
  }

  private static List<String> header(@Nullable CSVRecord record) {
    if (record == null) {
      throw Problems.malformed("field_required", "header", "The first line must name the columns.");
    }
    List<String> columns =
        record.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!SettlementForm.LINE.names().contains(column)) {
        throw Problems.malformed(
            "unknown_field", ReportLine.shown(column), "There is no such column.");
      }
      if (!seen.add(column)) {
        throw Problems.malformed("field_conflict", column, "The column stands there twice.");
      }
    }
    for (String column : REQUIRED) {
      if (!seen.contains(column)) {
        throw Problems.malformed("field_required", column, "The column is required.");
      }
    }
    if (!seen.contains("psp_reference") && !seen.contains("payment_id")) {
      throw Problems.malformed(
          "field_required", "psp_reference", "A column psp_reference or payment_id is required.");
    }
    return columns;
  }

  private Optional<ReportLine> read() {
    while (!broken) {
      try {
        long number = firstLine;
        CSVRecord record = record();
        if (record == null) {
          return Optional.empty();
        }
        if (!isEmpty(record)) {
          return Optional.of(line(number, record));
        }
      } catch (UncheckedIOException e) {
        broken = true;
        return Optional.of(
            ReportLine.unreadable(
                firstLine,
                Problem.of(
                    400,
                    "csv_malformed",
                    "From here on the file is not CSV: a quoted value is not closed, or goes on"
                        + " behind its closing quote. Nothing behind was read.")));
      }
    }
    return Optional.empty();
  }

  private @Nullable CSVRecord record() {
    CSVRecord record = records.hasNext() ? records.next() : null;
    // A quoted value may hold line breaks: the next record starts behind where this one ended.
    firstLine = parser.getCurrentLineNumber() + 1;
    return record;
  }

  private static boolean isEmpty(CSVRecord record) {
    return record.size() == 1 && record.get(0).isEmpty();
  }

  private ReportLine line(long number, CSVRecord record) {
    if (record.size() != columns.size()) {
      return ReportLine.unreadable(
          number,
          Problem.of(
              400,
              "columns_mismatch",
              "It has "
                  + record.size()
                  + " values, but there are "
                  + columns.size()
                  + " columns."));
    }
    ObjectNode cells = JsonNodeFactory.instance.objectNode();
    List<String> values = record.toList();
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isEmpty()) {
        cells.put(columns.get(i), values.get(i));
      }
    }
    return ReportLine.of(number, cells);
  }
}
