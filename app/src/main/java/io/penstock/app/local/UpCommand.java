package io.penstock.app.local;

import io.penstock.app.process.Logs;
import io.penstock.app.process.LongRunning;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.embedded.DataDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything on this machine, with one command. */
@Command(
    name = "up",
    description = {
      "Run everything on this machine: Kafka, schema registry, Postgres, every role, and a"
          + " stand-in",
      "for the PSP unless PENSTOCK_STRIPE_API_KEY names an account at the real one.",
      "When a transfer can be taken it prints one line:",
      "  ready http=URL kafka=HOST:PORT registry=URL postgres=JDBC-URL",
      "Ctrl-C or SIGTERM ends it. Its state survives a stop, a kill and a restart."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class UpCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", description = "Where all state is kept.")
  private Path data = Path.of("data");

  @Option(names = "--fresh", description = "Forget the state of earlier runs first.")
  private boolean fresh;

  @Option(names = "--once", description = "Stop in good order as soon as it is ready.")
  private boolean once;

  @Option(names = "--http-port", paramLabel = "PORT", description = "API; 0: any free port.")
  private int httpPort = 8080;

  @Option(names = "--kafka-port", paramLabel = "PORT", description = "Broker; 0: any free port.")
  private int kafkaPort = 9092;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      description = "Schema registry; 0: any free port.")
  private int registryPort = 8081;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      description = "Database; 0: any free port.")
  private int postgresPort = 5433;

  @Option(
      names = "--psp-port",
      paramLabel = "PORT",
      description = "Stand-in for the PSP; 0: any free port.")
  private int pspPort = 0;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PenstockConfig settings = PenstockConfig.from(System.getenv(), null);
    Progress progress = new Progress(spec.commandLine().getErr());
    return LongRunning.run(opened -> start(settings, opened, progress));
  }

  private void start(PenstockConfig settings, Opened opened, Progress progress) throws Exception {
    LocalState state = new LocalState(opened.add(DataDirectory.lock(data)).path());
    if (fresh) {
      state.forget();
    }
    Logs.toFiles(state.logs());
    var wanted = new LocalPorts.Wanted(httpPort, kafkaPort, registryPort, postgresPort, pspPort);
    progress.tell("starting; state and logs are in " + state.directory());

    var begun =
        new LocalStart(state, wanted, progress)
            .run(
                (ports, tried) -> LocalPenstock.start(settings, state, ports, tried, progress),
                opened);
    progress.tell("ready after " + progress.total().strip());
    PrintWriter out = spec.commandLine().getOut();
    out.println("ready http=%s %s".formatted(begun.ports().api(), begun.result().addresses()));
    out.flush();
    if (once) {
      // In another thread: the end waits for the start, which is here.
      Thread.ofPlatform().name("once").start(() -> System.exit(0));
    }
  }
}
