package io.penstock.app.cli.records;

import static io.penstock.schemas.Topics.FRAUD_LISTS;
import static io.penstock.schemas.Topics.FRAUD_VERDICTS;
import static io.penstock.schemas.Topics.VIEW_LISTINGS;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.cli.ClusterOption;
import io.penstock.app.cli.JsonOption;
import io.penstock.app.cli.Table;
import io.penstock.app.cli.api.ApiCall;
import io.penstock.app.cli.api.ApiCommands;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.ConfigException;
import io.penstock.domain.fraud.FraudAlerts;
import io.penstock.schemas.FraudList;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people tell the screening. */
@Command(
    name = "fraud",
    description = {
      "Block and allow payers, cards and merchants; report a fraud that was found later.",
      "A change holds for every payment from a moment later on; nothing is restarted."
    },
    addMethodSubcommands = false,
    mixinStandardHelpOptions = true)
public final class FraudCommand implements ApiCommands {
  /** Who is on a list. */
  static final class Subject {
    private static final String TYPES = "payer|card|merchant";

    @Parameters(index = "0", paramLabel = TYPES, description = "What the id names.")
    private String type = "";

    @Parameters(
        index = "1",
        paramLabel = "ID",
        description = "The payer's account, the card's fingerprint or the merchant's id.")
    private String id = "";

    private String key() {
      if (!List.of(TYPES.split("\\|", -1)).contains(type)) {
        throw new ConfigException("'" + type + "' is none of " + TYPES);
      }
      requireId(id);
      return type + ':' + id;
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void addTo(CommandLine group) {
    ApiCall.of("alerts", "listFraudAlerts")
        .columns("decided_at payment_id decision rules amount currency subject merchant_id")
        .addTo(group);
    group.getCommandSpec().addMethodSubcommands();
  }

  @Command(
      name = "block",
      description = "Reject every payment of a payer, a card or to a merchant.",
      mixinStandardHelpOptions = true)
  int block(
      @Mixin ClusterOption cluster,
      @Mixin Subject subject,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
          @Nullable String reason,
      @Mixin JsonOption output) {
    return list(cluster, subject, FraudList.BLOCK, reason, output);
  }

  @Command(
      name = "allow",
      description =
          "Approve every payment of a payer, a card or to a merchant, unless one of"
              + " them is blocked.",
      mixinStandardHelpOptions = true)
  int allow(
      @Mixin ClusterOption cluster,
      @Mixin Subject subject,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
          @Nullable String reason,
      @Mixin JsonOption output) {
    return list(cluster, subject, FraudList.ALLOW, reason, output);
  }

  @Command(
      name = "unlist",
      description = "Take a payer, a card or a merchant off its list; harmless to repeat.",
      mixinStandardHelpOptions = true)
  int unlist(@Mixin ClusterOption cluster, @Mixin Subject subject, @Mixin JsonOption output) {
    String key = subject.key();
    TopicRecords.write(cluster, records -> records.removal(FRAUD_LISTS, key));
    return print(output, row(key, null), key + " is on no list");
  }

  @Command(
      name = "lists",
      description = "Who is blocked and who is allowed.",
      mixinStandardHelpOptions = true)
  int lists(@Mixin ClusterOption cluster, @Mixin JsonOption output) {
    SortedMap<String, FraudListEntry> lists =
        TopicRecords.with(cluster, records -> records.table(FRAUD_LISTS));
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    lists.forEach((key, entry) -> rows.add(row(key, entry)));
    output.show(
        spec,
        () -> rows,
        out -> Table.printList(out, rows, "type", "id", "list", "reason", "added_at"));
    return 0;
  }

  @Command(
      name = "reject",
      description = {
        "Report a payment as fraud after it was screened: it is rejected, and what was captured is"
            + " refunded."
      },
      mixinStandardHelpOptions = true)
  int reject(
      @Mixin ClusterOption cluster,
      @Parameters(paramLabel = "PAYMENT_ID", description = "The payment.") String payment,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              required = true,
              description = "What was found.")
          String reason,
      @Mixin JsonOption output) {
    requireId(payment);
    FraudVerdict verdict = TopicRecords.with(cluster, records -> report(records, payment, reason));
    ObjectNode row =
        JsonNodeFactory.instance
            .objectNode()
            .put("payment_id", payment)
            .put("decision", "reject")
            .put("reason", reason)
            .put("decided_at", Instant.ofEpochMilli(verdict.getDecidedAtMs()).toString());
    return print(output, row, payment + " is rejected");
  }

  private static FraudVerdict report(TopicRecords records, String payment, String reason) {
    SortedMap<String, FraudVerdict> given =
        records.table(FRAUD_VERDICTS, payment, key -> key.startsWith(payment + '#'));
    given.values().removeIf(FraudVerdict::getTick);
    if (given.isEmpty()) {
      throw new CommandFailure("no payment " + payment + " was screened");
    }
    // The payer's verdict stands behind that about the card.
    FraudVerdict latest = Objects.requireNonNull(given.get(given.lastKey()));
    FraudVerdict verdict = FraudAlerts.reported(latest, reason, System.currentTimeMillis());
    var alert = FraudAlerts.place(verdict);
    records.write(
        List.of(
            records.record(FRAUD_VERDICTS, Keys.fraudVerdict(verdict), verdict),
            records.record(VIEW_LISTINGS, Keys.listing(alert), alert)));
    return verdict;
  }

  private int list(
      ClusterOption cluster,
      Subject subject,
      FraudList list,
      @Nullable String reason,
      JsonOption output) {
    String key = subject.key();
    FraudListEntry entry = new FraudListEntry(list, reason, System.currentTimeMillis());
    TopicRecords.write(cluster, records -> records.record(FRAUD_LISTS, key, entry));
    return print(output, row(key, entry), key + " is on the " + lower(list) + " list");
  }

  private int print(JsonOption output, ObjectNode row, String sentence) {
    output.show(spec, () -> row, out -> out.println(sentence));
    return 0;
  }

  private static ObjectNode row(String key, @Nullable FraudListEntry entry) {
    int colon = key.indexOf(':');
    ObjectNode row =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", key.substring(0, colon))
            .put("id", key.substring(colon + 1));
    return entry == null
        ? row.putNull("list")
        : row.put("list", lower(entry.getList()))
            .put("reason", entry.getReason())
            .put("added_at", Instant.ofEpochMilli(entry.getAddedAtMs()).toString());
  }

  private static String lower(FraudList list) {
    return list.name().toLowerCase(Locale.ROOT);
  }

  private static void requireId(String id) {
    if (!Ids.isNameable(id)) {
      throw new ConfigException("'" + id + "' is not " + Ids.RULE + ", without '::'");
    }
  }
}
