package io.penstock.app.cli.api;

import static io.penstock.app.cli.api.ApiCall.Kind.REQUIRED;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.JsonTable;
import io.penstock.app.settings.ConfigException;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Payments against settlements, over the API. */
@Command(
    name = "reconciliation",
    description = {
      "Compare payments and refunds with what their PSPs settled, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class ReconciliationCommand implements ApiCommands {
  static final String STATUS_MEANING =
      "Only those that stand so: MATCHED, MISMATCHED, SETTLEMENT_PENDING, MISSING_SETTLEMENT,"
          + " UNEXPECTED_SETTLEMENT, RESOLVED; several with commas between them.";
  static final String PSP_MEANING = "Only those of this PSP.";

  private static final Set<String> BOOKINGS = Set.of("none", "fee", "suspense");

  @Override
  public void addTo(CommandLine group) {
    group.addSubcommand(new CasesExport());
    ApiCall.get(
            "get",
            "/reconciliation/{payment_id}",
            "What was settled of a payment and its refunds, with the history.")
        .alias("show")
        .argument(
            "PAYMENT",
            "payment_id",
            "The payment's id, or the reference of a line without a payment.")
        .addTo(group);
    ApiCall.get("list", "/reconciliation", "Cases as they stand, newest first.")
        .option("--status STATUS", "status", STATUS_MEANING)
        .option("--psp NAME", "psp", PSP_MEANING)
        .ofPeriodInParts()
        .columns(
            "occurred_at",
            "case_id",
            "psp",
            "status",
            "field",
            "expected.amount",
            "reported.amount",
            "expected.currency",
            "reported.currency",
            "lines")
        .addTo(group);
    resolve().addTo(group);
    ApiCall.get("summary", "/reconciliation/summary", "Counts and sums by day and status.")
        .option("--psp NAME", "psp", PSP_MEANING)
        .ofPeriod()
        .shownBy(
            (out, summary) -> {
              JsonTable.ofList(
                  out, summary.path("data"), "day", "status", "psp", "currency", "count", "sum");
              out.println();
              JsonTable.ofList(out, summary.path("totals"), "status", "currency", "count", "sum");
            })
        .addTo(group);
    group.addSubcommand(new SettlementUpload());
  }

  private static ApiCall resolve() {
    return ApiCall.post(
            "resolve",
            "/reconciliation/{case_id}/resolve",
            "Decide about a case that does not match by itself: MISMATCHED, MISSING_SETTLEMENT or"
                + " UNEXPECTED_SETTLEMENT.",
            "fee and suspense book what was reported, and the difference to what was expected as a"
                + " cost or into suspense; none books nothing.")
        .argument(
            "CASE",
            "case_id",
            "The payment's id, a refund's case, or the reference of a line without a payment.")
        .option("--reason TEXT", "reason", "Why, for people.", REQUIRED)
        .option("--actor WHO", "actor", "Who decides.", REQUIRED)
        .optionOr(
            "none",
            "--booking none|fee|suspense",
            "booking",
            "What the ledger books.",
            ApiCall.Kind.DEFAULT_SHOWN)
        .completedBy(ReconciliationCommand::requireBooking);
  }

  private static void requireBooking(ObjectNode resolution) {
    if (!BOOKINGS.contains(resolution.path("booking").asText())) {
      throw new ConfigException("--booking must be none, fee or suspense");
    }
  }
}
