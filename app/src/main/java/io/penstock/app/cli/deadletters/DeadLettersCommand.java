package io.penstock.app.cli.deadletters;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.penstock.app.cli.ClusterOption;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.ConfigException;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records that could not be taken. */
@Command(
    name = "dlq",
    description = "List, show and replay dead letters: records that could not be taken.",
    mixinStandardHelpOptions = true)
public final class DeadLettersCommand {
  private static final String ADDRESS = "TOPIC:PARTITION:OFFSET";
  private static final int LONGEST_REASON = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "list",
      description = "The dead letters of all dead-letter topics, newest first.",
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  int list(
      @Mixin ClusterOption cluster,
      @Option(names = "--topic", paramLabel = "TOPIC", description = "Of this one only.")
          @Nullable String topic,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "Most letters to list.")
          int limit,
      @Mixin JsonOption output) {
    if (limit < 1) {
      throw new ConfigException("--limit must be 1 or more");
    }
    List<DeadLetter> letters =
        cluster.ask(() -> read(cluster, topics -> topics.newest(chosen(topic), limit)));
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    letters.forEach(letter -> rows.add(letter.asJson()));
    output.show(spec, () -> rows, out -> table(letters).print(out));
    return 0;
  }

  private static Table table(List<DeadLetter> letters) {
    Table table = Table.of("DEAD LETTER", "SOURCE", "KEY", "TIME", "REPLAYED", "REASON");
    for (DeadLetter letter : letters) {
      table.row(
          letter.address(),
          letter.source(),
          Objects.requireNonNullElse(letter.key(), "-"),
          letter.time(),
          letter.replayedAt() == null ? "-" : letter.replayedAt(),
          firstLine(letter.reason()));
    }
    return table;
  }

  @Command(
      name = "show",
      description = {
        "One dead letter: where it came from and why it is here, all its headers, its original"
            + " bytes in hex and text, and what they hold if they are Avro that can be read."
      },
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ClusterOption cluster,
      @Parameters(paramLabel = ADDRESS, description = "As `dlq list` prints it.") String address,
      @Mixin JsonOption output) {
    DeadLetterAddress place = DeadLetterAddress.parse(address);
    DeadLetter letter = cluster.ask(() -> read(cluster, topics -> find(topics, place)));
    DeadLetterContent content = DeadLetterContent.of(letter, SchemaRegistry.at(cluster.registry()));
    output.show(spec, content::asJson, content::print);
    return 0;
  }

  @Command(
      name = "replay",
      description = {
        "Send dead letters again to the topic that they came from: key, value and headers as they"
            + " were, and the header "
            + Replay.REPLAYED_FROM
            + " with the letter's address. Nothing is asked.",
        "A letter is sent once: what was replayed before is passed over. Records of commands and"
            + " credits can be replayed; facts of the ledger (ledger.entries, accounts.balances,"
            + " …) are not written again.",
        "Exit code 1 if a letter that was asked for by its address cannot be replayed."
      },
      mixinStandardHelpOptions = true)
  int replay(
      @Mixin ClusterOption cluster,
      @Parameters(paramLabel = ADDRESS, arity = "0..*", description = "As `dlq list` prints it.")
          @Nullable List<String> addresses,
      @Option(names = "--all", description = "All letters that can be replayed.") boolean all,
      @Option(names = "--topic", paramLabel = "TOPIC", description = "With --all: of this topic.")
          @Nullable String topic,
      @Option(names = "--dry-run", description = "Only say what would be done.") boolean dryRun) {
    List<String> named = addresses == null ? List.of() : addresses;
    if (named.isEmpty() != all || (topic != null && !all)) {
      throw new ConfigException("give either addresses of dead letters, or --all [--topic TOPIC]");
    }
    List<DeadLetterAddress> places =
        named.stream().map(DeadLetterAddress::parse).distinct().toList();
    Function<DeadLetters, List<DeadLetter>> wanted =
        topics ->
            all
                ? topics.all(chosen(topic))
                : places.stream().map(place -> find(topics, place)).toList();
    List<DeadLetter> letters =
        cluster.ask(() -> dryRun ? plan(cluster, wanted) : replay(cluster, wanted));
    boolean allCould = letters.stream().allMatch(letter -> Replay.obstacle(letter) == null);
    return all || allCould ? 0 : 1;
  }

  private List<DeadLetter> plan(
      ClusterOption cluster, Function<DeadLetters, List<DeadLetter>> wanted) {
    List<DeadLetter> letters = read(cluster, wanted);
    List<DeadLetter> sendable = sendable(letters);
    sendable.forEach(l -> out().println(l.address() + " would go to " + l.sourceTopic()));
    out().println(sendable.size() + " would be replayed");
    out().flush();
    return letters;
  }

  /** Shuts out other replays before it looks at what they have done. */
  private List<DeadLetter> replay(
      ClusterOption cluster, Function<DeadLetters, List<DeadLetter>> wanted) {
    try (Replay replay = new Replay(cluster.kafka())) {
      List<DeadLetter> letters = read(cluster, wanted);
      List<DeadLetter> sendable = sendable(letters);
      for (DeadLetter letter : sendable) {
        var place = replay.send(letter);
        out()
            .printf(
                "%s replayed to %s:%d:%d%n",
                letter.address(), place.topic(), place.partition(), place.offset());
        out().flush();
      }
      out().println(sendable.size() + " replayed");
      out().flush();
      return letters;
    }
  }

  private List<DeadLetter> sendable(List<DeadLetter> letters) {
    List<DeadLetter> sendable = new ArrayList<>();
    for (DeadLetter letter : letters) {
      String obstacle = Replay.obstacle(letter);
      if (obstacle != null) {
        out().println(letter.address() + " not replayed: " + obstacle);
      } else if (letter.replayedAt() != null) {
        out().println(letter.address() + " was replayed before, at " + letter.replayedAt());
      } else {
        sendable.add(letter);
      }
    }
    return sendable;
  }

  private static Collection<String> chosen(@Nullable String topic) {
    return topic == null ? Topics.DEAD_LETTERS : List.of(topic);
  }

  private static DeadLetter find(DeadLetters topics, DeadLetterAddress address) {
    return topics
        .at(address)
        .orElseThrow(() -> new CommandFailure("there is no dead letter " + address));
  }

  private static <T> T read(ClusterOption cluster, Function<DeadLetters, T> question) {
    try (DeadLetters topics = new DeadLetters(cluster.kafka())) {
      return question.apply(topics);
    }
  }

  private static String firstLine(String reason) {
    String line = reason.lines().findFirst().orElse("");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
