package io.penstock.app.cli;

import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Progress;
import io.penstock.audit.AuditReport;
import io.penstock.audit.LedgerReader;
import io.penstock.schemas.Readers;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The journal and what can be proved of it. */
@Command(name = "ledger", description = "Verify the ledger.", mixinStandardHelpOptions = true)
public final class LedgerCommand {
  private static final int MOST_SHOWN = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "verify",
      description = {
        "Prove the ledger from the topics ledger.entries and accounts.balances alone: the hash"
            + " chain of each journal partition, the balance of each entry, the versions of each"
            + " account, each balance against the sum of its legs, and each currency against zero.",
        "It may run while the ledger works: it reads up to the ends that the topics have when it"
            + " begins. A credit that was decided before that and that the ledger has yet to take"
            + " from transfers.credit-legs is on its way, which is no defect; any other leg that"
            + " its account does not show is looked for again for --wait seconds and then is one.",
        "Exit code 0: clean. 1: defects, each named by its place."
      },
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  int verify(
      @Mixin ClusterOption cluster,
      @Option(
              names = "--wait",
              paramLabel = "SECONDS",
              defaultValue = "10",
              description = "How long to look again for legs that seem to be missing.")
          int wait,
      @Mixin JsonOption output) {
    Progress progress = new Progress(spec.commandLine().getErr());
    AuditReport report = cluster.ask(() -> audit(cluster, wait, progress));
    output.show(spec, () -> JsonOption.json(report), out -> print(out, report));
    return report.clean() ? 0 : 1;
  }

  private static AuditReport audit(ClusterOption cluster, int wait, Progress progress) {
    try {
      return reader(cluster.kafka(), cluster.registry(), progress).audit(Duration.ofSeconds(wait));
    } catch (IllegalStateException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  public static LedgerReader reader(String kafka, String registryUrl, Progress progress) {
    SchemaRegistry registry = SchemaRegistry.at(registryUrl);
    return new LedgerReader(kafka, id -> known(registry, id), Readers.BALANCES, progress::tell);
  }

  private static @Nullable Schema known(SchemaRegistry registry, int id) {
    try {
      return registry.byId(id);
    } catch (SchemaRegistry.UnknownSchemaException e) {
      return null;
    }
  }

  private static void print(PrintWriter out, AuditReport report) {
    Table journals = Table.of("JOURNAL", "ENTRIES", "LAST SEQUENCE", "LAST HASH");
    report
        .journals()
        .forEach(j -> journals.row(j.partition(), j.entries(), j.lastSequence(), j.lastHash()));
    journals.print(out);
    out.println();
    Table currencies =
        Table.of(
            "CURRENCY",
            "ACCOUNTS",
            "HELD",
            "SUM OF ALL",
            "ON THE WAY",
            "DEBITS PENDING",
            "CREDITS PENDING");
    for (AuditReport.CurrencySum sum : report.currencies()) {
      currencies.row(
          sum.currency(),
          sum.accounts(),
          sum.held(),
          sum.sum(),
          sum.onTheWay(),
          sum.debitsPending(),
          sum.creditsPending());
    }
    currencies.print(out);
    out.println();
    report.defects().stream()
        .limit(MOST_SHOWN)
        .forEach(d -> out.println(d.defect() + ": " + d.place() + ": " + d.detail()));
    if (report.defectsFound() > MOST_SHOWN) {
      out.println("… the first " + MOST_SHOWN + "; --json tells more");
    }
    out.printf(
        "%s: %d entries, %d versions of %d accounts, %d defects%n",
        report.clean() ? "clean" : "DEFECTIVE",
        report.entries(),
        report.balances(),
        report.accounts(),
        report.defectsFound());
  }
}
