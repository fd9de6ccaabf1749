package io.penstock.app.bench;

import static io.penstock.app.bench.Latencies.number;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiClient;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.local.LocalPenstock;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.benchmarks.PaymentBenchmark;
import io.penstock.domain.fraud.FraudRulesFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class PaymentsBenchCommand extends MeasuringCommand<PaymentsBenchCommand.Result> {
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

  /** What was measured from the topic and, where it was asked for, over HTTP. */
  record Result(PaymentBenchmark.Result fromTopic, Optional<HttpPayments.Result> overHttp) {}

  @Override
  void requireSound() {
    var _ = workload(payments, payers, partitions, threads);
  }

  @Override
  Result measure(Path directory, Progress progress) throws Exception {
    progress.tell("%,d payments of %,d payers".formatted(payments, payers));
    PaymentBenchmark.Result fromTopic =
        new PaymentBenchmark(
                workload(payments, payers, partitions, threads),
                FraudRulesFile.local(),
                directory,
                progress::tell)
            .run(LATENCY_SECONDS);
    return new Result(
        fromTopic, httpSeconds > 0 ? Optional.of(overHttp(directory, progress)) : Optional.empty());
  }

  private HttpPayments.Result overHttp(Path directory, Progress progress) throws Exception {
    try (Opened opened = new Opened()) {
      PenstockConfig settings = PenstockConfig.from(System.getenv(), null).forLoad();
      var penstock =
          LocalPenstock.startAnywhere(settings, directory.resolve("up"), opened, progress);
      ApiClient api = opened.add(new ApiClient(penstock.ports().api()));
      return new HttpPayments(api, httpRate, progress).run(httpSeconds);
    }
  }

  @Override
  void describe(Result result, ObjectNode json) {
    json.put("payments", payments).put("payers", payers);
    json.put("partitions", partitions).put("threads", threads);
    json.setAll((ObjectNode) JsonOption.json(result.fromTopic()));
    result
        .overHttp()
        .ifPresent(
            http -> {
              json.put("http_rate_per_second", httpRate).put("http_failed", http.failed());
              json.set("http_latency_us", JsonOption.json(http.latency()));
            });
  }

  @Override
  void describe(Result result, Table table) {
    PaymentBenchmark.Result fromTopic = result.fromTopic();
    table.row("payments", number(fromTopic.paymentsPerSecond()) + " payments/s, committed");
    table.row("latency at", number(fromTopic.latencyRatePerSecond()) + " payments/s");
    Latencies.add(table, fromTopic.latencyUs());
    result
        .overHttp()
        .ifPresent(
            http -> {
              table.row("over HTTP at", number(httpRate) + " payments/s");
              Latencies.add(table, http.latency());
              table.row("  failed", number(http.failed()));
            });
  }
}
