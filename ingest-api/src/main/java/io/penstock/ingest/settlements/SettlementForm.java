package io.penstock.ingest.settlements;

import static io.penstock.ingest.requests.Member.optional;
import static io.penstock.ingest.requests.Member.required;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.domain.Currencies;
import io.penstock.domain.cards.CardNumbers;
import io.penstock.domain.reconciliation.SettlementLines;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Problems;
import io.penstock.ingest.requests.Fields;
import io.penstock.ingest.requests.Form;
import io.penstock.ingest.requests.Kind;
import io.penstock.ingest.requests.Member;
import io.penstock.schemas.Ids;
import io.penstock.schemas.SettlementLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One line of a settlement report, and how it becomes its record. */
public final class SettlementForm {
  private static final CardNumbers CARDS = new CardNumbers();
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final String SIGNED_AMOUNT =
      """
      {"oneOf": [{"type": "integer", "format": "int64"}, {"type": "string", "pattern": "^-?[0-9]{1,64}$"}]}
      """;

  /** A PSP may name what it likes by an id, a step of a flow among it. */
  private static final Kind<String> ANY_ID = Kind.STRING.then(SettlementForm::anyId);

  private static final Member<String> REFERENCE =
      optional(
              "psp_reference",
              Kind.matching(
                  Pattern.compile("[!-\"$-~]{1,128}"),
                  "It must have 1 to 128 printable characters other than #."))
          .describedAs("The PSP's id of the charge, of the payment or of the refund.");
  private static final Member<String> PAYMENT_ID =
      optional("payment_id", Kind.PAYMENT_ID.then(SettlementForm::possible));
  private static final Member<String> REFUND_ID =
      optional("refund_id", ANY_ID.shownAs(Kind.ID.schema().toString()).named("Id"));
  private static final Member<Long> AMOUNT =
      required("amount", Kind.AMOUNT.shownAs(SIGNED_AMOUNT))
          .describedAs("Minor units; negative for a refund.");
  private static final Member<String> CURRENCY =
      required(
              "currency",
              Kind.matching(Pattern.compile("[A-Za-z]{3}"), "A currency has three letters.")
                  .then(SettlementForm::current))
          .describedAs("Current ISO 4217 code, in any case.");
  private static final Member<Long> FEE =
      optional("fee", Kind.AMOUNT.shownAs(SIGNED_AMOUNT.replace("]}", "], \"default\": 0}")))
          .describedAs("What the PSP kept, in minor units.");
  private static final Member<Instant> SETTLED_AT =
      required("settled_at", Kind.STRING.then(SettlementForm::time))
          .describedAs("RFC 3339, or a date: its first moment in UTC.");
  private static final Member<String> PSP =
      optional(
              "psp",
              ANY_ID.shownAs("{\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9._-]{1,32}$\"}"))
          .describedAs("The PSP's name, as payments have it.");
  private static final Member<String> LINE_ID =
      optional("line_id", Kind.text(128))
          .describedAs(
              "The PSP's id of the line: a line that comes again with it is the same line, and"
                  + " lines with two ids are two. Without it: a line of the same payment or refund"
                  + " with the same amount, currency and fee is the same line, with an id or"
                  + " without.");

  public static final Form LINE =
      Form.of(
              "SettlementLine",
              REFERENCE,
              PAYMENT_ID,
              REFUND_ID,
              AMOUNT,
              CURRENCY,
              FEE,
              SETTLED_AT,
              PSP,
              LINE_ID)
          .describedAs(
              "Names its payment by psp_reference or payment_id. A column that is empty counts as"
                  + " left out.");

  /** Columns of amounts. */
  private static final Set<String> NUMBERS = Set.of(AMOUNT.name(), FEE.name());

  private SettlementForm() {}

  /**
   * @throws ProblemException what is wrong with the line, and in which column
   */
  public static SettlementLine read(ReportLine line, String reportId) {
    if (line.fault() != null) {
      throw new ProblemException(line.fault());
    }
    requireForm(line);
    requireNoCard(line);
    Fields cells = Fields.of(LINE, line.cells());
    String reference = cells.find(REFERENCE);
    if (reference == null && !cells.has(PAYMENT_ID)) {
      throw Problems.malformed(
          "field_required", "psp_reference", "Name the payment by psp_reference or payment_id.");
    }
    String paymentId = cells.find(PAYMENT_ID);
    String currency = cells.get(CURRENCY);
    return understood(
        SettlementLine.newBuilder()
            .setLineId(cells.find(LINE_ID))
            .setPsp(cells.find(PSP))
            .setPspReference(reference)
            .setPaymentId(paymentId)
            .setRefundId(cells.find(REFUND_ID))
            .setAmountMinor(cells.get(AMOUNT))
            .setCurrency(currency)
            .setFeeMinor(cells.find(FEE, 0L))
            .setSettledAtMs(cells.get(SETTLED_AT).toEpochMilli())
            .setSource("report:" + reportId)
            .build());
  }

  /** What a line is made of is told before what it says. */
  private static void requireForm(ReportLine line) {
    for (Map.Entry<String, JsonNode> cell : line.cells().properties()) {
      String name = cell.getKey();
      JsonNode value = cell.getValue();
      boolean isNumber = NUMBERS.contains(name);
      if (!LINE.names().contains(name)) {
        // Such a name may hold anything, a card number too.
        throw Problems.malformed(
            "unknown_field", ReportLine.shown(name), "There is no such field.");
      }
      if (!value.isNull() && !value.isTextual() && !(isNumber && value.isIntegralNumber())) {
        throw isNumber
            ? Problems.malformed("amount_malformed", name, Kind.AMOUNT_SHAPE)
            : Problems.malformed("field_malformed", name, "It must be a string.");
      }
    }
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
    for (Map.Entry<String, JsonNode> cell : line.cells().properties()) {
      boolean isText = cell.getValue().isTextual() && !NUMBERS.contains(cell.getKey());
      if (isText && CARDS.isIn(cell.getValue().textValue())) {
        throw Problems.malformed(
            "card_number_refused",
            cell.getKey(),
            "It reads as a card number; nothing of the line was kept.");
      }
    }
  }

  private static String possible(String id, String column) {
    if (!Ids.isPaymentId(id)) {
      throw Problems.malformed("id_malformed", column, "No payment can have this id.");
    }
    return id;
  }

  private static String anyId(String id, String column) {
    if (!Ids.isValid(id)) {
      throw Problems.malformed("id_malformed", column, "An id is " + Ids.RULE + '.');
    }
    return id;
  }

  private static String current(String currency, String column) {
    String code = currency.toUpperCase(Locale.ROOT);
    if (!Currencies.isCurrent(code)) {
      throw Problems.malformed(
          "currency_unknown", column, "It must be a current currency of ISO 4217.");
    }
    return code;
  }

  /** RFC 3339, or a date: its first moment in UTC. */
  private static Instant time(String text, String column) {
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
        column,
        "A time is RFC 3339, such as 2026-11-20T18:00:00Z, or a date, from 1970 on.");
  }
}
