package io.penstock.app;

import io.penstock.embedded.DataDirectory;
import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
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
final class UpCommand implements Callable<Integer> {
  @Option(names = "--data", paramLabel = "DIR", description = "Where all state is kept.")
  private Path data = Path.of("data");

  @Option(names = "--fresh", description = "Forget the state of earlier runs first.")
  private boolean fresh;

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
    state.endLeftovers();
    if (fresh) {
      state.forget();
    }
    Logs.toFiles(state.logs());
    LocalPorts ports = LocalPorts.choose(httpPort, kafkaPort, registryPort, postgresPort, pspPort);
    progress.tell("starting; state and logs are in " + state.directory());

    Infrastructure infrastructure = Infrastructure.start(state, ports, opened, progress);
    progress.step("topics", () -> createTopics(infrastructure, settings));
    PenstockConfig config =
        withPsp(config(settings, infrastructure, state, ports), state, ports, opened, progress);
    progress.step("roles", () -> startRoles(config, opened));

    progress.tell("ready after " + progress.total().strip());
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "ready http=http://%s:%d %s"
            .formatted(LocalPorts.HOST, ports.http(), infrastructure.addresses()));
    out.flush();
  }

  private static List<String> createTopics(Infrastructure infrastructure, PenstockConfig settings) {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", infrastructure.kafka().bootstrapServers()))) {
      TopicSetup setup = new TopicSetup(admin);
      int partitions =
          settings.isGiven(Setting.PARTITIONS)
              ? settings.number(Setting.PARTITIONS)
              : setup.existingPartitions().orElse(settings.number(Setting.PARTITIONS));
      List<String> created = setup.createTopics(partitions, (short) 1);
      TopicSetup.registerSchemas(infrastructure.registry().url());
      return created;
    }
  }

  /** A PSP of one's own, unless the settings name an account at a real one. */
  private static PenstockConfig withPsp(
      PenstockConfig config, LocalState state, LocalPorts ports, Opened opened, Progress progress) {
    if (config.isGiven(Setting.STRIPE_API_KEY)) {
      return config;
    }
    URI webhooks =
        URI.create("http://%s:%d/webhook/stripe".formatted(LocalPorts.HOST, ports.http()));
    PspSimulator simulator =
        opened.add(
            PspSimulator.start(
                state.simulator(),
                LocalPorts.HOST,
                ports.psp(),
                SimulatorSettings.defaults()
                    .withWebhooks(webhooks, SimulatorSettings.WEBHOOK_SECRET)));
    progress.tell("stand-in for the PSP: " + simulator.url());
    return config.with(
        Map.of(
            Setting.STRIPE_API_KEY, SimulatorSettings.API_KEY,
            Setting.STRIPE_BASE_URL, simulator.url(),
            Setting.STRIPE_WEBHOOK_SECRET, SimulatorSettings.WEBHOOK_SECRET));
  }

  private static Node startRoles(PenstockConfig config, Opened opened) {
    Node node = opened.add(Node.start(config, RoleName.all()));
    node.awaitReady();
    return node;
  }

  /** The same settings as `run` takes, pointing at what was started here. */
  private static PenstockConfig config(
      PenstockConfig settings, Infrastructure infrastructure, LocalState state, LocalPorts ports) {
    Map<Setting, String> here = new EnumMap<>(Setting.class);
    here.put(Setting.KAFKA_BOOTSTRAP_SERVERS, infrastructure.kafka().bootstrapServers());
    here.put(Setting.SCHEMA_REGISTRY_URL, infrastructure.registry().url());
    here.put(Setting.POSTGRES_URL, infrastructure.postgres().jdbcUrl());
    here.put(Setting.HTTP_HOST, LocalPorts.HOST);
    here.put(Setting.HTTP_PORT, Integer.toString(ports.http()));
    here.put(Setting.VIEWS_HOST, LocalPorts.HOST);
    here.put(Setting.VIEWS_PORT, Integer.toString(ports.views()));
    here.put(Setting.VIEWS_URL, "http://" + LocalPorts.HOST + ":" + ports.views());
    here.put(Setting.STATE_DIR, state.streams().toString());
    // A restart takes its partitions back at once, without waiting for its dead self.
    here.put(Setting.INSTANCE_ID, "local");
    return settings.with(here);
  }
}
