package io.penstock.app.bench;

import static io.penstock.app.bench.Latencies.number;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.Table;
import io.penstock.app.local.LocalPenstock;
import io.penstock.app.local.LocalPorts;
import io.penstock.app.local.LocalState;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.process.ScratchDirectory;
import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.benchmarks.PaymentBenchmark;
import io.penstock.benchmarks.Workload;
import io.penstock.domain.fraud.FraudRulesFile;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast payments are on this machine. */
@Command(
    name = "payments",
    description = {
      "Measure wallet payments a second, held, screened, posted and in the ledger: from Avro"
          + " command on the topic to the committed event that says succeeded, and the latency at"
          + " half of that rate. Then start everything as `up` does and measure payments over HTTP"
          + " at an even rate.",
      "It runs brokers of its own in a temporary directory, and leaves nothing behind."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class PaymentsBenchCommand implements Callable<Integer> {
  private static final long COMMIT_INTERVAL_MS = 100;
  private static final long SEED = 42;
  private static final int LATENCY_SECONDS = 10;

  @Option(names = "--payments", paramLabel = "N", description = "Measured, after as many before.")
  private int payments = 150_000;

  @Option(names = "--payers", paramLabel = "N", description = "Wallets that pay 100 merchants.")
  private int payers = 10_000;

  @Option(names = "--partitions", paramLabel = "N", description = "Of every topic.")
  private int partitions = 4;

  @Option(names = "--threads", paramLabel = "N", description = "Of each topology.")
  private int threads = 1;

  @Option(names = "--http-rate", paramLabel = "N", description = "Payments a second over HTTP.")
  private int httpRate = 200;

  @Option(names = "--http-seconds", paramLabel = "N", description = "For how long; 0: not at all.")
  private int httpSeconds = 20;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Workload work = workload();
    Progress progress = new Progress(spec.commandLine().getErr());
    try (ScratchDirectory scratch = ScratchDirectory.create("penstock-bench")) {
      progress.tell("%,d payments of %,d payers".formatted(payments, payers));
      PaymentBenchmark.Result fromTopic =
          new PaymentBenchmark(work, FraudRulesFile.local(), scratch.path(), progress::tell)
              .run(LATENCY_SECONDS);
      show(
          fromTopic, httpSeconds > 0 ? Optional.of(overHttp(scratch, progress)) : Optional.empty());
    }
    progress.tell("done after " + progress.total().strip());
    return 0;
  }

  private HttpPayments.Result overHttp(ScratchDirectory scratch, Progress progress)
      throws Exception {
    Opened opened = new Opened();
    try {
      LocalState state = new LocalState(scratch.path().resolve("up"));
      LocalPorts ports = LocalPorts.choose(LocalPorts.Wanted.ANY, state, opened);
      var _ =
          LocalPenstock.start(
              PenstockConfig.from(System.getenv(), null).forLoad(), state, ports, opened, progress);
      URI api = URI.create("http://%s:%d".formatted(LocalPorts.HOST, ports.http()));
      return new HttpPayments(api, httpRate, progress).run(httpSeconds);
    } finally {
      opened.close();
    }
  }

  private Workload workload() {
    try {
      return new Workload(payments, payers, partitions, threads, COMMIT_INTERVAL_MS, SEED);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private void show(PaymentBenchmark.Result fromTopic, Optional<HttpPayments.Result> overHttp) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson(fromTopic, overHttp).toPrettyString());
    } else {
      table(fromTopic, overHttp).print(out);
    }
    out.flush();
  }

  private ObjectNode asJson(
      PaymentBenchmark.Result fromTopic, Optional<HttpPayments.Result> overHttp) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("payments", payments).put("payers", payers);
    all.put("partitions", partitions).put("threads", threads);
    all.put("payments_per_second", fromTopic.paymentsPerSecond());
    all.put("latency_rate_per_second", fromTopic.latencyRate());
    Latencies.add(all.putObject("latency_us"), fromTopic.latency());
    overHttp.ifPresent(
        result -> {
          all.put("http_rate_per_second", httpRate).put("http_failed", result.failed());
          Latencies.add(all.putObject("http_latency_us"), result.latency());
        });
    return all;
  }

  private Table table(PaymentBenchmark.Result fromTopic, Optional<HttpPayments.Result> overHttp) {
    Table table = Table.ofPairs();
    table.row("payments", number(fromTopic.paymentsPerSecond()) + " payments/s, committed");
    table.row("latency at", number(fromTopic.latencyRate()) + " payments/s");
    Latencies.add(table, fromTopic.latency());
    overHttp.ifPresent(
        result -> {
          table.row("over HTTP at", number(httpRate) + " payments/s");
          Latencies.add(table, result.latency());
          table.row("  failed", number(result.failed()));
        });
    return table;
  }
}
