package io.penstock.app;

import static io.penstock.app.BenchCommand.millis;
import static io.penstock.app.BenchCommand.number;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.benchmarks.PaymentBenchmark;
import io.penstock.benchmarks.Percentiles;
import io.penstock.benchmarks.Workload;
import io.penstock.domain.fraud.FraudRulesFile;
import java.io.PrintWriter;
import java.net.URI;
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
      var topic =
          new PaymentBenchmark(work, FraudRulesFile.defaults(), scratch.path(), progress::tell)
              .run(LATENCY_SECONDS);
      ObjectNode result = asJson(topic);
      if (httpSeconds > 0) {
        addHttp(result, overHttp(scratch, progress));
      }
      show(result);
    }
    progress.tell("done after " + progress.total().strip());
    return 0;
  }

  private HttpPayments.Result overHttp(ScratchDirectory scratch, Progress progress)
      throws Exception {
    Opened opened = new Opened();
    try {
      LocalState state = new LocalState(scratch.path().resolve("up"));
      LocalPorts ports = LocalPorts.choose(0, 0, 0, 0, 0);
      var _ =
          LocalPenstock.start(
              PenstockConfig.from(System.getenv(), null), state, ports, opened, progress);
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

  private ObjectNode asJson(PaymentBenchmark.Result result) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("payments", payments).put("payers", payers);
    all.put("partitions", partitions).put("threads", threads);
    all.put("payments_per_second", result.paymentsPerSecond());
    all.put("latency_rate_per_second", result.latencyRate());
    add(all.putObject("latency_us"), result.latency());
    return all;
  }

  private void addHttp(ObjectNode all, HttpPayments.Result result) {
    all.put("http_rate_per_second", httpRate).put("http_failed", result.failed());
    add(all.putObject("http_latency_us"), result.latency());
  }

  private static void add(ObjectNode json, Percentiles latency) {
    json.put("p50", latency.p50()).put("p95", latency.p95());
    json.put("p99", latency.p99()).put("max", latency.max());
  }

  private void show(ObjectNode result) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(result.toPrettyString());
    } else {
      Table table = Table.ofPairs();
      table.row(
          "payments",
          number(result.get("payments_per_second").asLong()) + " payments/s, committed");
      rows(table, "latency", result, "latency_rate_per_second", "latency_us");
      if (result.has("http_latency_us")) {
        rows(table, "over HTTP", result, "http_rate_per_second", "http_latency_us");
        table.row("  failed", number(result.get("http_failed").asLong()));
      }
      table.print(out);
    }
    out.flush();
  }

  private static void rows(
      Table table, String name, ObjectNode result, String rate, String latency) {
    table.row(name + " at", number(result.get(rate).asLong()) + " payments/s");
    for (String part : new String[] {"p50", "p95", "p99", "max"}) {
      table.row("  " + part, millis(result.get(latency).get(part).asLong()));
    }
  }
}
