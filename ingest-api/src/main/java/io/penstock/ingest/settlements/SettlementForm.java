package io.penstock.ingest.settlements;

import io.penstock.domain.Currencies;
import io.penstock.domain.cards.CardNumbers;
import io.penstock.domain.reconciliation.SettlementLines;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.requests.Amounts;
import io.penstock.ingest.requests.Texts;
import io.penstock.schemas.Ids;
import io.penstock.schemas.SettlementLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one line of a settlement report into its record. */
public final class SettlementForm {
  private static final Pattern CURRENCY = Pattern.compile("[A-Za-z]{3}");
  private static final Pattern REFERENCE = Pattern.compile("[!-~&&[^#]]{1,128}");
  private static final int MAX_LINE_ID = 128;
  private static final CardNumbers CARDS = new CardNumbers();
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private SettlementForm() {}

  /**
   * @throws ProblemException what is wrong with the line, and in which column
   */
  public static SettlementLine read(ReportLine line, String reportId) {
    if (line.fault() != null) {
      throw new ProblemException(line.fault());
    }
    requireNoCard(line);
    String reference =
        matching(line, "psp_reference", REFERENCE, "1 to 128 printable characters other than #");
    String paymentId = line.cells().get("payment_id");
    if (reference == null && paymentId == null) {
      throw Problems.malformed(
          "field_required", "psp_reference", "Name the payment by psp_reference or payment_id.");
    }
    if (paymentId != null && !Ids.isPaymentId(Problems.requireId("payment_id", paymentId))) {
      throw Problems.malformed("id_malformed", "payment_id", "No payment can have this id.");
    }
    String currency = required(line, "currency");
    if (!CURRENCY.matcher(currency).matches()) {
      throw Problems.malformed("field_malformed", "currency", "A currency has three letters.");
    }
    if (!Currencies.isCurrent(currency.toUpperCase(Locale.ROOT))) {
      throw Problems.malformed(
          "currency_unknown", "currency", "It must be a current currency of ISO 4217.");
    }
    String fee = line.cells().getOrDefault("fee", "0");
    return understood(
        SettlementLine.newBuilder()
            .setLineId(lineId(line))
            .setPsp(id(line, "psp"))
            .setPspReference(reference)
            .setPaymentId(paymentId)
            .setRefundId(id(line, "refund_id"))
            .setAmountMinor(Amounts.signed(required(line, "amount"), "amount"))
            .setCurrency(currency.toUpperCase(Locale.ROOT))
            .setFeeMinor(Amounts.signed(fee, "fee"))
            .setSettledAtMs(time(required(line, "settled_at")).toEpochMilli())
            .setSource("report:" + reportId)
            .build());
  }

  /** What reconciliation would not understand is refused here, and by name. */
  private static SettlementLine understood(SettlementLine line) {
    String field = SettlementLines.malformation(line);
    if (field != null) {
      throw Problems.malformed("field_malformed", field, "It cannot be understood.");
    }
    return line;
  }

  private static void requireNoCard(ReportLine line) {
    line.cells()
        .forEach(
            (column, cell) -> {
              if (!ReportLine.NUMBERS.contains(column) && CARDS.isIn(cell)) {
                throw Problems.malformed(
                    "card_number_refused",
                    column,
                    "It reads as a card number; nothing of the line was kept.");
              }
            });
  }

  private static @Nullable String lineId(ReportLine line) {
    String given = line.cells().get("line_id");
    if (given != null) {
      Texts.require(given, "line_id", 1, MAX_LINE_ID);
    }
    return given;
  }

  private static String required(ReportLine line, String column) {
    String cell = line.cells().get(column);
    if (cell == null) {
      throw Problems.malformed("field_required", column, "It is required.");
    }
    return cell;
  }

  private static @Nullable String id(ReportLine line, String column) {
    String id = line.cells().get(column);
    if (id != null && !Ids.isValid(id)) {
      throw Problems.malformed("id_malformed", column, "An id is " + Ids.RULE + '.');
    }
    return id;
  }

  private static @Nullable String matching(
      ReportLine line, String column, Pattern pattern, String wanted) {
    String cell = line.cells().get(column);
    if (cell != null && !pattern.matcher(cell).matches()) {
      throw Problems.malformed("field_malformed", column, "It must have " + wanted + ".");
    }
    return cell;
  }

  /** RFC 3339, or a date: its first moment in UTC. */
  private static Instant time(String text) {
    try {
      Instant time =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw Problems.malformed(
        "time_malformed",
        "settled_at",
        "A time is RFC 3339, such as 2026-11-20T18:00:00Z, or a date, from 1970 on.");
  }
}
