package io.penstock.views;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.ReconciliationSummary;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Reconciliation cases as clients see them. Their statuses are in upper case. */
public final class ReconciliationJson {

  private ReconciliationJson() {}

  public static ObjectNode of(ReconciliationResult result) {
    ObjectNode json = Json.object();
    Json.putIfPresent(json, "payment_id", result.getPaymentId());
    Json.putIfPresent(json, "refund_id", result.getRefundId());
    json.put("case_id", result.getCaseId());
    Json.putIfPresent(json, "psp", result.getPsp());
    Json.putIfPresent(json, "psp_reference", result.getPspReference());
    json.put("status", result.getStatus().name());
    addMismatches(json, result.getMismatches());
    addExpected(json, result);
    addReported(json, result);
    json.put("lines", result.getLines());
    Json.putIfPresent(json, "detail", result.getDetail());
    Json.putTimeIfPresent(json, "due_at", result.getDueAtMs());
    json.put("occurred_at", Json.time(result.getOccurredAtMs()));
    json.put("decided_at", Json.time(result.getDecidedAtMs()));
    json.put("version", result.getVersion());
    if (!result.getResolutions().isEmpty()) {
      json.putArray("resolutions")
          .addAll(result.getResolutions().stream().map(ReconciliationJson::of).toList());
    }
    return json;
  }

  /** The case as it stands in its latest version, with all of them, oldest first. */
  public static ObjectNode withHistory(List<ReconciliationResult> versions) {
    ObjectNode json = of(versions.getLast());
    ArrayNode history = json.putArray("history");
    for (ReconciliationResult version : versions) {
      ObjectNode entry = history.addObject();
      entry.put("version", version.getVersion());
      entry.put("status", version.getStatus().name());
      entry.put("at", Json.time(version.getDecidedAtMs()));
      addMismatches(entry, version.getMismatches());
      Json.putIfPresent(entry, "line_id", version.getLineId());
      Json.putIfPresent(entry, "detail", version.getDetail());
      if (version.getStatus() == ReconciliationStatus.RESOLVED) {
        entry.set("resolution", of(version.getResolutions().getLast()));
      }
    }
    return json;
  }

  private static ObjectNode of(CaseResolution resolution) {
    ObjectNode json = Json.object();
    json.put("reason", resolution.getReason());
    json.put("actor", resolution.getActor());
    json.put("booking", Json.lowerCase(resolution.getBooking()));
    json.put("at", Json.time(resolution.getResolvedAtMs()));
    ArrayNode transfers = json.putArray("transfer_ids");
    resolution.getTransferIds().forEach(transfers::add);
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
    ObjectNode json = Json.object();
    json.put("day", summary.getDay());
    json.put("status", summary.getStatus().name());
    json.put("currency", summary.getCurrency());
    Json.putIfPresent(json, "psp", summary.getPsp().isEmpty() ? null : summary.getPsp());
    json.put("count", summary.getCount());
    json.put("sum", summary.getSumMinor());
    return json;
  }

  /** The gravest one's field also stands alone, for whoever wants one word. */
  private static void addMismatches(ObjectNode json, List<Mismatch> mismatches) {
    mismatches.stream().findFirst().ifPresent(gravest -> json.put("field", gravest.getField()));
    ArrayNode all = json.putArray("mismatches");
    for (Mismatch mismatch : mismatches) {
      all.addObject()
          .put("field", mismatch.getField())
          .put("expected", mismatch.getExpected())
          .put("reported", mismatch.getReported());
    }
  }

  private static void addExpected(ObjectNode json, ReconciliationResult result) {
    if (result.getExpectedAmountMinor() != null) {
      ObjectNode expected = json.putObject("expected");
      expected.put("amount", result.getExpectedAmountMinor());
      Json.putIfPresent(expected, "currency", result.getExpectedCurrency());
      Json.putIfPresent(expected, "fee", result.getExpectedFeeMinor());
    }
  }

  private static void addReported(ObjectNode json, ReconciliationResult result) {
    if (result.getReportedAmountMinor() != null) {
      ObjectNode reported = json.putObject("reported");
      reported.put("amount", result.getReportedAmountMinor());
      Json.putIfPresent(reported, "currency", result.getReportedCurrency());
      Json.putIfPresent(reported, "fee", result.getReportedFeeMinor());
      Json.putTimeIfPresent(reported, "settled_at", result.getSettledAtMs());
      Json.putIfPresent(reported, "line_id", result.getLineId());
    }
  }
}
