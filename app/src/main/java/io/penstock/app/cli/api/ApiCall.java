package io.penstock.app.cli.api;

import static io.penstock.app.api.ApiClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.app.api.ApiAnswer;
import io.penstock.app.api.NoAnswerException;
import io.penstock.app.cli.JsonTable;
import io.penstock.app.process.CommandFailure;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command that is one call of the API: its options are members of the call's path, body or query,
 * and what is answered is shown as a table.
 */
public final class ApiCall implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GET = "GET";
  static final String FROM_MEANING = "Not before; RFC 3339.";
  static final String TO_MEANING = "Before; RFC 3339.";

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final String method;
  private final String path;
  private final ApiOption api = new ApiOption();
  private final WriteOptions write = new WriteOptions();
  private final Map<String, ArgSpec> members = new LinkedHashMap<>();
  private Consumer<ObjectNode> completion = _ -> {};
  private BiConsumer<PrintWriter, JsonNode> table = JsonTable::ofThing;

  private ApiCall(String name, String method, String path, String... description) {
    this.method = method;
    this.path = path;
    spec.name(name).mixinStandardHelpOptions(true).usageMessage().description(description);
    spec.addMixin("api", CommandSpec.forAnnotatedObject(api));
    if (!method.equals(GET)) {
      spec.addMixin("write", CommandSpec.forAnnotatedObject(write));
    }
  }

  /**
   * A look-up.
   *
   * @param path as the API's document has it: {@code {member}} is filled in
   */
  public static ApiCall get(String name, String path, String... description) {
    return new ApiCall(name, GET, path, description);
  }

  /** A change. */
  static ApiCall post(String name, String path, String... description) {
    return new ApiCall(name, "POST", path, description);
  }

  /** A change of some members. */
  static ApiCall patch(String name, String path, String... description) {
    return new ApiCall(name, "PATCH", path, description);
  }

  /** What an option holds, where that is not a text that may be left out. */
  public enum Kind {
    REQUIRED,
    FLAG,
    NUMBER,
    /** Names with texts. */
    NOTES,
    /** Names with numbers. */
    AMOUNTS,
    /** Texts, each by an option of its own. */
    SEVERAL,
    DEFAULT_SHOWN;

    private void applyTo(OptionSpec.Builder option) {
      switch (this) {
        case REQUIRED -> option.required(true);
        case FLAG -> option.type(boolean.class).arity("0").defaultValue("false");
        case NUMBER -> option.type(Long.class);
        case NOTES -> option.type(Map.class).auxiliaryTypes(String.class, String.class);
        case AMOUNTS -> option.type(Map.class).auxiliaryTypes(String.class, Long.class);
        case SEVERAL -> option.type(List.class).auxiliaryTypes(String.class);
        case DEFAULT_SHOWN -> option.showDefaultValue(Visibility.ALWAYS);
      }
    }
  }

  /** A parameter by its place. */
  ApiCall argument(String label, String member, String description) {
    ArgSpec argument =
        PositionalParamSpec.builder()
            .index(Integer.toString(spec.positionalParameters().size()))
            .paramLabel(label)
            .description(description)
            .type(String.class)
            .required(true)
            .build();
    spec.add(argument);
    members.put(member, argument);
    return this;
  }

  /**
   * An option.
   *
   * @param usage its name and its parameter, {@code --owner ID}
   * @param member of the call that it is
   */
  public ApiCall option(String usage, String member, String description, Kind... kinds) {
    return add(usage, member, builder(usage, description), kinds);
  }

  /** An option that has a value unless another is given. */
  ApiCall optionOr(
      String otherwise, String usage, String member, String description, Kind... kinds) {
    return add(usage, member, builder(usage, description).defaultValue(otherwise), kinds);
  }

  private static OptionSpec.Builder builder(String usage, String description) {
    return OptionSpec.builder(usage.split(" ", -1)[0]).description(description).type(String.class);
  }

  private ApiCall add(String usage, String member, OptionSpec.Builder option, Kind... kinds) {
    if (usage.contains(" ")) {
      option.paramLabel(usage.substring(usage.indexOf(' ') + 1));
    }
    for (Kind kind : kinds) {
      kind.applyTo(option);
    }
    OptionSpec built = option.build();
    spec.addOption(built);
    members.put(member, built);
    return this;
  }

  /** From when to when. */
  ApiCall ofPeriod() {
    return option("--from TIME", "from", FROM_MEANING).option("--to TIME", "to", TO_MEANING);
  }

  /** How much of a list, and where it goes on. */
  ApiCall inParts() {
    OptionSpec.Builder limit = builder("--limit N", "Most lines, 1 to 500.").type(Integer.class);
    return add("--limit N", "limit", limit).inPages();
  }

  /** Where a list goes on. */
  ApiCall inPages() {
    return option("--cursor CURSOR", "cursor", "Where a page goes on.");
  }

  /** Which part of a list, by time. */
  public ApiCall ofPeriodInParts() {
    return ofPeriod().inParts();
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

  /** Shows a list by these members of its things; {@code a.b} is the b within a. */
  public ApiCall columns(String... shown) {
    return shownBy(
        (out, page) -> {
          JsonTable.ofList(out, page.path("data"), shown);
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
    group.addSubcommand(spec);
  }

  @Override
  public Integer call() {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    members.forEach((name, argument) -> content.set(name, JSON.valueToTree(argument.getValue())));
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
