package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;
import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.NoAnswerException;
import io.penstock.app.cli.Table;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Version;
import io.penstock.ingest.IngestRoutes;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command that is one call of the API, made of what the API's document says of it: its options
 * are members of the call's query or body, what stands in its path are parameters by their place.
 * What is answered is shown as a table.
 */
public final class ApiCall implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DOCUMENT = IngestRoutes.document(Version.ours());
  private static final String GET = "GET";

  /** Options that are not called as their members are. */
  private static final Map<String, String> USAGES =
      Map.ofEntries(
          entry("account_id", "--account ACCOUNT"),
          entry("amount", "--amount MINOR"),
          entry("at", "--at TIME"),
          entry("checkout_id", "--checkout ID"),
          entry("credit_account_id", "--to ACCOUNT"),
          entry("currency", "--currency CODE"),
          entry("debit_account_id", "--from ACCOUNT"),
          entry("from", "--from TIME"),
          entry("limit", "--limit N"),
          entry("merchant_id", "--merchant ID"),
          entry("metadata", "--metadata NAME=VALUE"),
          entry("overdraft_limit", "--overdraft-limit MINOR"),
          entry("owner_id", "--owner ID"),
          entry("payer_account_id", "--payer ACCOUNT"),
          entry("payment_id", "--payment PAYMENT"),
          entry("refund_id", "--id REFUND"),
          entry("timeout_seconds", "--timeout-seconds N"),
          entry("to", "--to TIME"),
          entry("transfer_id", "--id TRANSFER"),
          entry("user_id", "--user ID"));

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final String method;
  private final String path;
  private final ApiOption api = new ApiOption();
  private final WriteOptions write = new WriteOptions();
  private final Map<String, OptionSpec.Builder> members = new LinkedHashMap<>();
  private final Set<String> byPlace = new HashSet<>();
  private final Map<String, ArgSpec> arguments = new LinkedHashMap<>();
  private Consumer<ObjectNode> completion = _ -> {};
  private BiConsumer<PrintWriter, JsonNode> table = Table::printThing;

  private ApiCall(String name, String method, String path, JsonNode operation) {
    this.method = method;
    this.path = path;
    String summary = inHelp(operation.path("summary").asText() + ".");
    spec.name(name).mixinStandardHelpOptions(true).usageMessage().description(summary);
    spec.addMixin("api", CommandSpec.forAnnotatedObject(api));
    if (!method.equals(GET)) {
      spec.addMixin("write", CommandSpec.forAnnotatedObject(write));
    }
    for (JsonNode parameter : operation.path("parameters")) {
      addParameter(resolved(parameter));
    }
    JsonNode body = resolved(operation.at("/requestBody/content/application~1json/schema"));
    List<String> required = body.path("required").valueStream().map(JsonNode::asText).toList();
    for (var member : body.path("properties").properties()) {
      String description = member.getValue().path("description").asText();
      addOption(member.getKey(), description, member.getValue(), required);
    }
    // It is a header, and has an option of its own.
    members.remove("idempotency_key");
  }

  /**
   * @param operation its id in the API's document
   */
  public static ApiCall of(String name, String operation) {
    for (var path : DOCUMENT.path("paths").properties()) {
      for (var call : path.getValue().properties()) {
        if (call.getValue().path("operationId").asText().equals(operation)) {
          String method = call.getKey().toUpperCase(Locale.ROOT);
          return new ApiCall(name, method, path.getKey(), call.getValue());
        }
      }
    }
    throw new IllegalArgumentException("not in the API's document: " + operation);
  }

  /** What a reference refers to; anything else as it is. */
  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** As picocli prints it, to whom a percent sign begins a format. */
  private static String inHelp(String text) {
    return text.replace("%", "%%");
  }

  private void addParameter(JsonNode parameter) {
    String name = parameter.path("name").asText();
    switch (parameter.path("in").asText()) {
      case "path" -> {
        byPlace.add(name);
        option("--" + name, name, parameter.path("description").asText(), String.class);
      }
      case "query" ->
          addOption(
              name, parameter.path("description").asText(), parameter.path("schema"), List.of());
      // Headers are for the client.
      default -> {}
    }
  }

  /** What it may be is told with what it means. */
  private void addOption(String name, String description, JsonNode schema, List<String> required) {
    String usual = "--" + name.replace('_', '-') + ' ' + name.toUpperCase(Locale.ROOT);
    JsonNode type = resolved(schema);
    String meaning = description.isEmpty() ? type.path("description").asText() : description;
    JsonNode words = resolved(type.path("items")).path("enum");
    String choice =
        (words.isArray() ? words : type.path("enum"))
            .valueStream()
            .map(JsonNode::asText)
            .collect(joining(", "));
    String all = choice.isEmpty() ? meaning : (meaning + " One of: " + choice + ".").strip();
    option(USAGES.getOrDefault(name, usual), name, all, typeOf(type));
    of(name).required(required.contains(name));
  }

  private static Class<?> typeOf(JsonNode schema) {
    String simple = schema.at("/oneOf/0/type").asText("string");
    return switch (schema.path("type").asText(simple)) {
      case "boolean" -> boolean.class;
      case "integer" -> Long.class;
      case "object" -> Map.class;
      default -> String.class;
    };
  }

  /** Takes a member of the body by its place. */
  ApiCall argument(String name) {
    byPlace.add(name);
    return this;
  }

  /** Calls a member's option otherwise than others do. */
  ApiCall named(String name, String usage) {
    return option(usage, name, String.join("", of(name).description()), String.class);
  }

  /** Gives a member a value unless another is given. */
  ApiCall orElse(String name, String value) {
    of(name).defaultValue(value).required(false);
    return this;
  }

  private OptionSpec.Builder of(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  /**
   * An option that the document does not say so.
   *
   * @param usage its name and its parameter, {@code --owner ID}
   * @param member of the call that it is
   * @param types of its value, and of what that holds
   */
  ApiCall option(String usage, String member, String description, Class<?>... types) {
    String[] words = usage.split(" ", 2);
    var option = OptionSpec.builder(words[0]).description(inHelp(description)).type(types[0]);
    if (types[0] == boolean.class) {
      option.arity("0").defaultValue("false");
    } else if (words.length > 1) {
      option.paramLabel(words[1]);
    }
    if (types.length > 1) {
      option.auxiliaryTypes(Arrays.copyOfRange(types, 1, types.length));
    } else if (types[0] == Map.class) {
      option.auxiliaryTypes(String.class, String.class);
    }
    members.put(member, option);
    return this;
  }

  /** Another name. */
  ApiCall alias(String name) {
    spec.aliases(name);
    return this;
  }

  /**
   * Checks or completes what is sent; members that were not given are null.
   *
   * @param change may throw a {@code ConfigException}
   */
  ApiCall completedBy(Consumer<ObjectNode> change) {
    completion = change;
    return this;
  }

  /**
   * Shows a list by some members of its things.
   *
   * @param shown their names, with spaces between them; {@code a.b} is the b within a
   */
  public ApiCall columns(String shown) {
    return shownBy(
        (out, page) -> {
          Table.printList(out, page.path("data"), shown.split(" ", -1));
          if (page.hasNonNull("next_cursor")) {
            err().println("penstock: more with --cursor " + page.path("next_cursor").asText());
          }
        });
  }

  /** Shows the answer in a way of its own. */
  ApiCall shownBy(BiConsumer<PrintWriter, JsonNode> answer) {
    table = answer;
    return this;
  }

  /** Adds it to its group. */
  public void addTo(CommandLine group) {
    members.forEach(
        (name, member) -> {
          ArgSpec argument = byPlace.contains(name) ? byPlace(name, member) : member.build();
          spec.add(argument);
          arguments.put(name, argument);
        });
    group.addSubcommand(spec);
  }

  private ArgSpec byPlace(String name, OptionSpec.Builder member) {
    String thing = name.equals("id") ? path.split("s?/", -1)[1] : name.replace("_id", "");
    return PositionalParamSpec.builder()
        .paramLabel(thing.toUpperCase(Locale.ROOT))
        .description(member.description())
        .type(String.class)
        .required(true)
        .build();
  }

  @Override
  public Integer call() {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    arguments.forEach((name, given) -> content.set(name, JSON.valueToTree(given.getValue())));
    completion.accept(content);
    content.properties().removeIf(member -> member.getValue().isNull());
    String place = place(content);
    ApiAnswer answer =
        method.equals(GET)
            ? api.ask(client -> client.get(place, query(content)))
            : change(place, content);
    return api.show(spec.commandLine(), answer, table);
  }

  /** The path with its members, which are in it and nowhere else. */
  private String place(ObjectNode content) {
    return path(
        Arrays.stream(path.substring(1).split("/", -1))
            .map(
                part ->
                    part.startsWith("{")
                        ? content.remove(part.substring(1, part.length() - 1)).asText()
                        : part)
            .toArray(String[]::new));
  }

  private static Map<String, String> query(ObjectNode content) {
    Map<String, String> query = new LinkedHashMap<>();
    content
        .properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              String name = member.getKey();
              if (value.isObject()) {
                value
                    .properties()
                    .forEach(
                        note -> query.put(name + "." + note.getKey(), note.getValue().asText()));
              } else {
                query.put(name, value.asText());
              }
            });
    return query;
  }

  /** Who gets no answer must know that the change may have been made. */
  private ApiAnswer change(String place, ObjectNode body) {
    var wait = write.patience();
    String key = write.key().choose(err());
    ApiAnswer answer;
    try {
      answer = api.ask(client -> client.write(method, place, body, key, wait));
    } catch (CommandFailure e) {
      throw e.getCause() instanceof NoAnswerException none && none.mayHaveBeenTaken()
          ? new CommandFailure(
              e.getMessage()
                  + ". The change may have been made: repeat it with --idempotency-key "
                  + key,
              e)
          : e;
    }
    if (answer.isUndecided()) {
      err().println("penstock: taken, but not decided yet; show it again in a moment");
    }
    return answer;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
