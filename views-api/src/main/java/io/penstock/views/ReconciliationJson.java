package io.penstock.views;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.ReconciliationSummary;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Reconciliation cases as clients see them. Their statuses are in upper case. */
public final class ReconciliationJson {
  private static final Members CASE =
      ofCase("payment_id, refund_id, case_id, psp, psp_reference, status");
  private static final Members EXPECTED =
      ofCase(
          """
          expected_amount as expected.amount, expected_currency as expected.currency,
          expected_fee as expected.fee
          """);
  private static final Members REPORTED =
      ofCase(
          """
          reported_amount as reported.amount, reported_currency as reported.currency,
          reported_fee as reported.fee, settled_at as reported.settled_at,
          line_id as reported.line_id
          """);
  private static final Members DECISION =
      ofCase("lines, detail, due_at, occurred_at, decided_at, version");
  private static final Members VERSION = ofCase("version, status, decided_at as at");
  private static final Members MISMATCHES = ofCase("mismatches");
  private static final Members LINE = ofCase("line_id, detail");
  private static final Members RESOLUTION =
      Members.of(
          CaseResolution.getClassSchema(),
          "reason, actor, booking, resolved_at as at, transfer_ids");
  private static final Members SUMMARY =
      Members.of(ReconciliationSummary.getClassSchema(), "day, status, currency, psp, count, sum");

  private ReconciliationJson() {}

  private static Members ofCase(String members) {
    return Members.of(ReconciliationResult.getClassSchema(), members);
  }

  public static ObjectNode of(ReconciliationResult result) {
    ObjectNode json = CASE.of(result).put("status", result.getStatus().name());
    addMismatches(json, result);
    if (result.getExpectedAmountMinor() != null) {
      EXPECTED.addTo(json, result);
    }
    if (result.getReportedAmountMinor() != null) {
      REPORTED.addTo(json, result);
    }
    DECISION.addTo(json, result);
    if (!result.getResolutions().isEmpty()) {
      json.putArray("resolutions")
          .addAll(result.getResolutions().stream().map(RESOLUTION::of).toList());
    }
    return json;
  }

  /** The case as it stands in its latest version, with all of them, oldest first. */
  public static ObjectNode withHistory(List<ReconciliationResult> versions) {
    ObjectNode json = of(versions.getLast());
    ArrayNode history = json.putArray("history");
    for (ReconciliationResult version : versions) {
      ObjectNode entry = VERSION.addTo(history.addObject(), version);
      entry.put("status", version.getStatus().name());
      addMismatches(entry, version);
      LINE.addTo(entry, version);
      if (version.getStatus() == ReconciliationStatus.RESOLVED) {
        entry.set("resolution", RESOLUTION.of(version.getResolutions().getLast()));
      }
    }
    return json;
  }

  /** The days, and their totals. */
  public static ObjectNode summary(List<ReconciliationSummary> days) {
    ObjectNode json = Json.object();
    json.putArray("data").addAll(days.stream().map(ReconciliationJson::of).toList());
    ArrayNode totals = json.putArray("totals");
    days.stream()
        .collect(
            groupingBy(
                ReconciliationSummary::getStatus,
                TreeMap::new,
                groupingBy(ReconciliationSummary::getCurrency, TreeMap::new, toList())))
        .forEach(
            (status, currencies) ->
                currencies.forEach(
                    (currency, some) ->
                        totals
                            .addObject()
                            .put("status", status.name())
                            .put("currency", currency)
                            .put("count", sum(some, ReconciliationSummary::getCount))
                            .put("sum", sum(some, ReconciliationSummary::getSumMinor))));
    return json;
  }

  /** Days fit into a long, all of them together may not. */
  private static BigInteger sum(
      List<ReconciliationSummary> days, ToLongFunction<ReconciliationSummary> number) {
    return days.stream()
        .map(day -> BigInteger.valueOf(number.applyAsLong(day)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static ObjectNode of(ReconciliationSummary summary) {
    ObjectNode json = SUMMARY.of(summary).put("status", summary.getStatus().name());
    if (summary.getPsp().isEmpty()) {
      json.remove("psp");
    }
    return json;
  }

  /** The gravest one's field also stands alone, for whoever wants one word. */
  private static void addMismatches(ObjectNode json, ReconciliationResult result) {
    result.getMismatches().stream()
        .findFirst()
        .ifPresent(gravest -> json.put("field", gravest.getField()));
    MISMATCHES.addTo(json, result);
  }
}
