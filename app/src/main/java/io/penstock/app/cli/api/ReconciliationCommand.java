package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import io.penstock.app.cli.JsonTable;
import io.penstock.app.settings.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Payments against settlements, over the API. */
@Command(
    name = "reconciliation",
    description = {
      "Compare payments and refunds with what their PSPs settled, over the API.",
      "Amounts are integers in the currency's minor unit: 1000 in USD is 10.00."
    },
    mixinStandardHelpOptions = true)
public final class ReconciliationCommand {
  private static final String[] DAYS = {"day", "status", "psp", "currency", "count", "sum"};
  private static final String[] TOTALS = {"status", "currency", "count", "sum"};

  private static final Set<String> BOOKINGS = Set.of("none", "fee", "suspense");

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Which cases. */
  static final class CaseOptions {
    @Option(
        names = "--status",
        paramLabel = "STATUS",
        description =
            "Only those that stand so: MATCHED, MISMATCHED, SETTLEMENT_PENDING, MISSING_SETTLEMENT,"
                + " UNEXPECTED_SETTLEMENT, RESOLVED; several with commas between them.")
    private @Nullable String status;

    @Option(names = "--psp", paramLabel = "NAME", description = "Only those of this PSP.")
    private @Nullable String psp;

    Map<String, String> filters() {
      return Query.of("status", status, "psp", psp);
    }
  }

  @Command(
      name = "list",
      description = "Cases as they stand, newest first.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ApiOption api, @Mixin CaseOptions cases, @Mixin PageOption page) {
    return api.list(
        path("reconciliation"),
        page.addTo(cases.filters()),
        "occurred_at",
        "case_id",
        "psp",
        "status",
        "field",
        "expected.amount",
        "reported.amount",
        "expected.currency",
        "reported.currency",
        "lines");
  }

  @Command(
      name = "get",
      aliases = "show",
      description = "What was settled of a payment and its refunds, with the history.",
      mixinStandardHelpOptions = true)
  int get(
      @Mixin ApiOption api,
      @Parameters(
              paramLabel = "PAYMENT",
              description = "The payment's id, or the reference of a line without a payment.")
          String payment) {
    return api.get(path("reconciliation", payment));
  }

  @Command(
      name = "resolve",
      description = {
        "Decide about a case that does not match by itself: MISMATCHED, MISSING_SETTLEMENT or"
            + " UNEXPECTED_SETTLEMENT.",
        "fee and suspense book what was reported, and the difference to what was expected as a cost"
            + " or into suspense; none books nothing."
      },
      mixinStandardHelpOptions = true)
  int resolve(
      @Mixin ApiOption api,
      @Mixin WriteOption write,
      @Parameters(
              paramLabel = "CASE",
              description =
                  "The payment's id, a refund's case, or the reference of a line without a"
                      + " payment.")
          String caseId,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              required = true,
              description = "Why, for people.")
          String reason,
      @Option(names = "--actor", paramLabel = "WHO", required = true, description = "Who decides.")
          String actor,
      @Option(
              names = "--booking",
              paramLabel = "none|fee|suspense",
              defaultValue = "none",
              showDefaultValue = Visibility.ALWAYS,
              description = "What the ledger books.")
          String booking) {
    if (!BOOKINGS.contains(booking)) {
      throw new ConfigException("--booking must be none, fee or suspense");
    }
    Body body = new Body().put("reason", reason).put("actor", actor).put("booking", booking);
    return api.post(write, path("reconciliation", caseId, "resolve"), body.json());
  }

  @Command(
      name = "summary",
      description = "Counts and sums by day and status.",
      mixinStandardHelpOptions = true)
  int summary(
      @Mixin ApiOption api,
      @Mixin PeriodOption period,
      @Option(names = "--psp", paramLabel = "NAME", description = "Only those of this PSP.")
          @Nullable String psp) {
    Map<String, String> query = period.addTo(Query.of("psp", psp));
    return api.show(
        client -> client.get(path("reconciliation", "summary"), query),
        summary -> {
          var out = spec.commandLine().getOut();
          JsonTable.ofList(out, summary.path("data"), DAYS);
          out.println();
          JsonTable.ofList(out, summary.path("totals"), TOTALS);
        });
  }

  @Command(
      name = "upload",
      description = {
        "Hand in a PSP's settlement report: CSV with a header row, or JSON lines (*.jsonl,"
            + " *.ndjson), with psp_reference or payment_id, amount, currency, fee, settled_at.",
        "Exit code 1 where lines were refused; the others are taken."
      },
      mixinStandardHelpOptions = true)
  int upload(
      @Mixin ApiOption api,
      @Mixin KeyOption key,
      @Parameters(paramLabel = "FILE", description = "The report.") Path file) {
    return new SettlementUpload(api, spec.commandLine()).send(file, key);
  }

  @Command(
      name = "export",
      description = "Cases as they stand, newest first, as CSV.",
      mixinStandardHelpOptions = true)
  int export(
      @Mixin ApiAddress api,
      @Mixin CaseOptions cases,
      @Mixin PeriodOption period,
      @Option(names = "--out", paramLabel = "FILE", description = "Where to; by default stdout.")
          @Nullable Path file)
      throws IOException {
    return new CsvExport(api, spec.commandLine())
        .write(path("reconciliation"), period.addTo(cases.filters()), file);
  }
}
