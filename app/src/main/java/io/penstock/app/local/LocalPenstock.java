package io.penstock.app.local;

import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.process.Results;
import io.penstock.app.roles.Node;
import io.penstock.app.roles.RoleName;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.TopicSetup;
import io.penstock.psp.simulator.PspSimulator;
import io.penstock.psp.simulator.SimulatorSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;

/** Every part of Penstock in this process, on infrastructure of its own. */
public final class LocalPenstock {

  /** All of it shares one machine, and the first payments meet code that nobody ran before. */
  private static final Map<Setting, String> MODEST =
      Map.of(
          Setting.STREAMS_THREADS,
          "1",
          Setting.FRAUD_VERDICT_TIMEOUT_MS,
          "10000",
          // Its transactional ids outlive a kill: the next start ends what was open at once.
          Setting.TRANSACTION_TIMEOUT_MS,
          "10000");

  private LocalPenstock() {}

  /** Starts it below a directory on any free ports, for what is measured or proved. */
  public static LocalStart.Begun<Infrastructure> startAnywhere(
      PenstockConfig settings, Path directory, Opened opened, Progress progress) throws Exception {
    LocalState state = new LocalState(directory);
    return new LocalStart(state, LocalPorts.Wanted.ANY, progress)
        .run((ports, tried) -> start(settings, state, ports, tried, progress), opened);
  }

  /**
   * Starts it and waits until payments can be taken; what has started is kept in {@code opened}.
   */
  static Infrastructure start(
      PenstockConfig settings, LocalState state, LocalPorts ports, Opened opened, Progress progress)
      throws Exception {
    CompletableFuture<Map<Setting, String>> psp =
        CompletableFuture.supplyAsync(
            () -> psp(settings, state, ports, opened, progress), Thread.ofPlatform()::start);
    Infrastructure infrastructure = Infrastructure.start(state, ports, opened, progress);
    progress.step("topics", () -> createTopics(infrastructure, settings));
    PenstockConfig config =
        config(settings, infrastructure, state, ports)
            .with(Results.of(psp))
            .with(fraudRules(settings, progress));
    state.dropUnusable();
    AutoCloseable mark = state::markEndedInOrder;
    opened.add(mark);
    progress.step("roles", () -> startRoles(config, opened));
    return infrastructure;
  }

  /** At the stand-in a few test cards pay for everybody; before a real PSP the defaults protect. */
  private static Map<Setting, String> fraudRules(PenstockConfig settings, Progress progress) {
    if (settings.isGiven(Setting.FRAUD_RULES) || settings.isGiven(Setting.STRIPE_API_KEY)) {
      return Map.of();
    }
    progress.tell(
        "fraud rules for trying out: 30 payments a minute by a card or payer; %s=%s for load"
            .formatted(Setting.FRAUD_RULES.key(), PenstockConfig.LOCAL_FRAUD_RULES));
    return Map.of(Setting.FRAUD_RULES, PenstockConfig.DEMO_FRAUD_RULES);
  }

  private static List<String> createTopics(Infrastructure infrastructure, PenstockConfig settings) {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", infrastructure.kafka().bootstrapServers()))) {
      TopicSetup setup =
          new TopicSetup(admin, settings.retention(), settings.get(Setting.TOPIC_COMPRESSION));
      int partitions =
          settings.isGiven(Setting.PARTITIONS)
              ? settings.number(Setting.PARTITIONS)
              : setup.existingPartitions().orElse(ofThisMachine(settings));
      List<String> created = setup.createTopics(partitions, (short) 1);
      var _ = setup.correctTopics();
      return created;
    }
  }

  /** More partitions than cores are more to start and carry no more. */
  private static int ofThisMachine(PenstockConfig settings) {
    return Math.clamp(
        Runtime.getRuntime().availableProcessors(), 2, settings.number(Setting.PARTITIONS));
  }

  /** A PSP of one's own, unless the settings name an account at a real one. */
  private static Map<Setting, String> psp(
      PenstockConfig settings,
      LocalState state,
      LocalPorts ports,
      Opened opened,
      Progress progress) {
    if (settings.isGiven(Setting.STRIPE_API_KEY)) {
      return Map.of();
    }
    URI webhooks = ports.api().resolve("/webhook/stripe");
    PspSimulator simulator =
        opened.add(
            PspSimulator.start(
                state.simulator(),
                LocalPorts.HOST,
                ports.psp(),
                SimulatorSettings.defaults()
                    .withWebhooks(webhooks, SimulatorSettings.WEBHOOK_SECRET)));
    progress.tell("stand-in for the PSP: " + simulator.url());
    return Map.of(
        Setting.STRIPE_API_KEY, SimulatorSettings.API_KEY,
        Setting.STRIPE_BASE_URL, simulator.url().toString(),
        Setting.STRIPE_WEBHOOK_SECRET, SimulatorSettings.WEBHOOK_SECRET);
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
    MODEST.forEach((setting, value) -> here.put(setting, settings.given(setting).orElse(value)));
    // A restart takes its partitions back at once, without waiting for its dead self.
    here.put(Setting.INSTANCE_ID, "local");
    return settings.with(here);
  }
}
