package io.penstock.app.local;

import io.penstock.app.process.Logs;
import io.penstock.app.process.LongRunning;
import io.penstock.app.process.Opened;
import io.penstock.embedded.DataDirectory;
import io.penstock.embedded.ReservedPort;
import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The stand-in for the PSP by itself, for roles that run elsewhere. */
@Command(
    name = "simulator",
    description = {
      "Run the stand-in for the PSP until stopped; it takes Stripe's test tokens.",
      "Roles come to it with PENSTOCK_STRIPE_BASE_URL=URL and the published key and secret:",
      "  PENSTOCK_STRIPE_API_KEY=" + SimulatorSettings.API_KEY,
      "  PENSTOCK_STRIPE_WEBHOOK_SECRET=" + SimulatorSettings.WEBHOOK_SECRET,
      "GET /health/ready tells whether it can be called. Logs go to standard output as JSON lines.",
      "Whoever reaches its port turns its knobs: keep it to yourself."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class SimulatorCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(SimulatorCommand.class);

  @Option(names = "--host", paramLabel = "HOST", description = "Address to bind.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "0: any free port.")
  private int port = 12111;

  @Option(names = "--data", paramLabel = "DIR", description = "Where its state is kept.")
  private Path data = Path.of("psp-simulator");

  @Option(
      names = "--webhooks",
      paramLabel = "URL",
      description = "Where events are sent, such as http://127.0.0.1:8080/webhook/stripe.")
  private @Nullable URI webhooks;

  @Option(
      names = "--settlement-delay-seconds",
      paramLabel = "N",
      description = "How long after a charge its money is available.")
  private int settlementDelaySeconds = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    SimulatorSettings settings = settings();
    Logs.toStandardOutput();
    return LongRunning.run(opened -> start(settings, opened));
  }

  private void start(SimulatorSettings settings, Opened opened) {
    Path directory = opened.add(DataDirectory.lock(data)).path();
    int free = opened.add(ReservedPort.reserve(host, port)).port();
    PspSimulator simulator = opened.add(PspSimulator.start(directory, host, free, settings));
    log.info("ready at {}", simulator.url());
  }

  private SimulatorSettings settings() {
    if (settlementDelaySeconds < 0) {
      throw wrong("--settlement-delay-seconds: " + settlementDelaySeconds + " is negative");
    }
    SimulatorSettings settings =
        SimulatorSettings.defaults()
            .withSettlementDelay(Duration.ofSeconds(settlementDelaySeconds));
    if (webhooks == null) {
      return settings;
    }
    if (webhooks.getHost() == null || !String.valueOf(webhooks.getScheme()).startsWith("http")) {
      throw wrong("--webhooks: '" + webhooks + "' is not a URL of http");
    }
    return settings.withWebhooks(webhooks, SimulatorSettings.WEBHOOK_SECRET);
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
