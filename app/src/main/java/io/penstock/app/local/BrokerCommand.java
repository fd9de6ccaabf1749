package io.penstock.app.local;

import io.penstock.app.process.Logs;
import io.penstock.app.process.LongRunning;
import io.penstock.app.process.Opened;
import io.penstock.embedded.DataDirectory;
import io.penstock.embedded.kafka.BrokerNode;
import io.penstock.embedded.kafka.EmbeddedKafka;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One broker of a cluster, in a process that can be killed by itself. */
@Command(
    name = "broker",
    description = {
      "Run one Kafka broker and controller of a cluster until stopped; for tests and benchmarks.",
      "It needs more than half of the voters: start them side by side. When it takes requests it",
      "prints one line: ready kafka=HOST:PORT"
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class BrokerCommand implements Callable<Integer> {
  @Option(names = "--id", paramLabel = "N", required = true, description = "Number of this node.")
  private int id;

  @Option(
      names = "--voters",
      paramLabel = "ID@HOST:PORT",
      required = true,
      description = "Every node of the cluster with its controller's port, separated by commas.")
  private String voters = "";

  @Option(names = "--host", paramLabel = "HOST", description = "Address to bind.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", required = true, description = "For clients.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "Where its logs are.")
  private Path data = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    BrokerNode node = node();
    Logs.toFiles(data.resolve("logs"));
    return LongRunning.run(opened -> start(node, opened));
  }

  private BrokerNode node() {
    try {
      return new BrokerNode(id, host, port, voters);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--voters: " + e.getMessage());
    }
  }

  private void start(BrokerNode node, Opened opened) {
    Path directory = opened.add(DataDirectory.lock(data)).path();
    EmbeddedKafka kafka = opened.add(EmbeddedKafka.start(directory.resolve("kafka"), node));
    PrintWriter out = spec.commandLine().getOut();
    out.println("ready kafka=" + kafka.bootstrapServers());
    out.flush();
  }
}
