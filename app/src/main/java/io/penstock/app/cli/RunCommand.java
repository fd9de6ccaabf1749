package io.penstock.app.cli;

import io.penstock.app.process.Logs;
import io.penstock.app.process.LongRunning;
import io.penstock.app.process.Opened;
import io.penstock.app.roles.Node;
import io.penstock.app.roles.RoleName;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.embedded.ReservedPort;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Some roles of Penstock against Kafka, registry and Postgres that run elsewhere. */
@Command(
    name = "run",
    description = {
      "Run roles against outside Kafka, schema registry and Postgres until stopped.",
      "Logs go to standard output as JSON lines."
    },
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  @Parameters(
      arity = "1..*",
      paramLabel = "ROLE",
      description = {
        "ingest-api, views, sinks, psp, topologies",
        "(or one by name: balances, fraud, payments, reconciliation)."
      })
  private List<String> roles = List.of();

  @Mixin private ConfigOption option = new ConfigOption();

  @Override
  public Integer call() throws Exception {
    List<RoleName> names = RoleName.of(roles);
    PenstockConfig given = option.read();
    if (!names.contains(RoleName.VIEWS)) {
      return run(names, given);
    }
    int wanted = given.number(Setting.VIEWS_PORT);
    try (var views = ReservedPort.reserve(given.get(Setting.HTTP_HOST), wanted)) {
      return run(names, withOwnViews(given, views.port()));
    }
  }

  private static int run(List<RoleName> names, PenstockConfig config) throws Exception {
    RoleName.requireSettings(names, config);
    Logs.toStandardOutput();
    return LongRunning.run(opened -> start(names, config, opened));
  }

  private static void start(List<RoleName> names, PenstockConfig config, Opened opened) {
    Node node = opened.add(Node.start(config, names));
    log.info("started {} on port {}", names, node.port());
    node.awaitReady();
    log.info("ready");
  }

  /** A door beside views asks those, unless it is told otherwise. */
  private static PenstockConfig withOwnViews(PenstockConfig config, int port) {
    String host = config.get(Setting.VIEWS_HOST);
    String url = config.find(Setting.VIEWS_URL).orElse("http://" + host + ":" + port);
    return config.with(Map.of(Setting.VIEWS_PORT, Integer.toString(port), Setting.VIEWS_URL, url));
  }
}
