package io.penstock.psp.simulator.account;

import static io.penstock.psp.simulator.state.ObjectType.PAYMENT_INTENT;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.StripeError;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Stripe's search language as far as payment intents need it: clauses joined by AND. */
public record IntentSearch(Documents documents) {
  private static final Pattern CLAUSE =
      Pattern.compile(
          "\\s*(?:metadata\\[['\"](?<key>[^'\"]+)['\"]\\]|(?<field>status|currency))"
              + "\\s*:\\s*(?:'(?<single>[^']*)'|\"(?<double>[^\"]*)\")\\s*");

  private record Clause(boolean ofMetadata, String name, String value) {
    boolean isTrueOf(ObjectNode intent) {
      return (ofMetadata ? intent.get("metadata") : intent).path(name).asText("").equals(value);
    }
  }

  /** The owner under which intents with this metadata are linked. */
  private static String metadata(String key, String value) {
    return "metadata/" + URLEncoder.encode(key, UTF_8) + '/' + URLEncoder.encode(value, UTF_8);
  }

  /** Lets an intent be found by its metadata as it is now. */
  static void link(Documents documents, ObjectNode intent) {
    String id = Json.id(intent);
    intent
        .get("metadata")
        .properties()
        .forEach(each -> documents.link(metadata(each.getKey(), each.getValue().textValue()), id));
  }

  /** All that the query finds, newest first. */
  public Stream<ObjectNode> find(String query) {
    List<Clause> clauses = parse(query);
    Predicate<ObjectNode> all = intent -> clauses.stream().allMatch(c -> c.isTrueOf(intent));
    return clauses.stream()
        .filter(Clause::ofMetadata)
        .findFirst()
        .map(clause -> documents.linked(metadata(clause.name(), clause.value()), PAYMENT_INTENT))
        .map(ids -> ids.reversed().stream().map(documents::get))
        .orElseGet(() -> documents.newestFirst(PAYMENT_INTENT, null))
        .filter(all);
  }

  private static List<Clause> parse(String query) {
    List<Clause> clauses = new ArrayList<>();
    for (String part : query.split("\\s(?i:AND)\\s", -1)) {
      Matcher matcher = CLAUSE.matcher(part);
      if (!matcher.matches()) {
        throw StripeError.parameter(
            "query", "parameter_invalid_string", "Cannot search by: " + part.strip());
      }
      String value =
          matcher.group("single") == null ? matcher.group("double") : matcher.group("single");
      String key = matcher.group("key");
      clauses.add(new Clause(key != null, key == null ? matcher.group("field") : key, value));
    }
    return clauses;
  }
}
