package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.stripe.model.BalanceTransactionSource;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.ExpandableField;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeObject;
import com.stripe.model.StripeSearchResult;
import io.penstock.psp.simulator.account.BalanceTransactions;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.ObjectType;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Puts objects in place of their ids, where a call asks for it by {@code expand[]}. What that may
 * name is what Stripe's own model has: an object in place of its id, or one that hangs below.
 */
record Expansion(Documents documents, BalanceTransactions transactions) {
  private static final int MAX_LEVELS = 4;

  /** Changes and gives back the answer. */
  ObjectNode expand(ObjectNode answer, Params params) {
    for (String path : params.list("expand")) {
      expand(answer, List.of(path.split("\\.", -1)));
    }
    return answer;
  }

  private void expand(ObjectNode node, List<String> path) {
    String first = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    if (first.equals("refunds") && node.path("object").asText("").equals("charge")) {
      node.set(first, refundsOf(node));
    }
    JsonNode value = node.path(first);
    if (value.isArray()) {
      value.forEach(item -> descend(item, rest));
      return;
    }
    ObjectNode found = value.isTextual() ? documents.find(value.textValue()) : null;
    if (found == null) {
      descend(value, rest);
      return;
    }
    if (found.hasNonNull("_available_ms")) {
      found = transactions.withStatus(found);
    }
    ObjectNode shown = Json.visible(found);
    node.set(first, shown);
    descend(shown, rest);
  }

  /** A charge has them only for those who ask. */
  private ObjectNode refundsOf(ObjectNode charge) {
    String id = Json.id(charge);
    ObjectNode list =
        Json.object().put("object", "list").put("url", "/v1/charges/" + id + "/refunds");
    var data = list.putArray("data");
    documents
        .linked(id, ObjectType.REFUND)
        .reversed()
        .forEach(each -> data.add(Json.visible(documents.get(each))));
    return list.put("has_more", false);
  }

  private void descend(JsonNode node, List<String> rest) {
    if (!rest.isEmpty() && node instanceof ObjectNode object) {
      expand(object, rest);
    }
  }

  /** Refuses a call that wants to expand what its answer does not have. */
  static void check(Class<? extends StripeObject> answer, Params params) {
    params.list("expand").forEach(path -> check(answer, path));
  }

  private static void check(Class<? extends StripeObject> answer, String path) {
    List<String> names = List.of(path.split("\\.", -1));
    if (names.size() > MAX_LEVELS) {
      throw StripeError.of(
          400,
          "invalid_request_error",
          "property_expansion_max_depth",
          "You cannot expand more than 4 levels of a property. Property: " + path);
    }
    List<Class<?>> owners = List.of(answer);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      owners = owners.stream().flatMap(owner -> property(owner, name)).toList();
      if (owners.isEmpty()) {
        throw refusal(answer, String.join(".", names.subList(0, i + 1)), path);
      }
    }
  }

  private static StripeError refusal(
      Class<? extends StripeObject> answer, String failed, String path) {
    boolean inItems =
        property(answer, "data").flatMap(item -> property(item, failed)).findAny().isPresent();
    return StripeError.invalid(
        "This property cannot be expanded ("
            + failed
            + ")."
            + (inItems ? " You may want to try expanding 'data." + path + "' instead." : ""));
  }

  /** What stands under this name, one of several where it may be of many kinds. */
  private static Stream<Class<?>> property(Class<?> owner, String name) {
    boolean paged =
        owner.getSuperclass() == StripeCollection.class
            || owner.getSuperclass() == StripeSearchResult.class;
    if (paged && name.equals("data")) {
      return objects(
          ((ParameterizedType) owner.getGenericSuperclass()).getActualTypeArguments()[0]);
    }
    String wanted = name.replace("_", "");
    return Stream.of(owner.getDeclaredFields())
        .filter(field -> name.equals(name.toLowerCase(Locale.ROOT)))
        .filter(field -> field.getName().equalsIgnoreCase(wanted))
        .map(Field::getGenericType)
        .flatMap(Expansion::objects);
  }

  private static Stream<Class<?>> objects(Type type) {
    if (type instanceof ParameterizedType of) {
      boolean holds = of.getRawType() == ExpandableField.class || of.getRawType() == List.class;
      return holds ? objects(of.getActualTypeArguments()[0]) : Stream.empty();
    }
    if (type == BalanceTransactionSource.class) {
      return Stream.of(Charge.class, Refund.class, Dispute.class);
    }
    return type instanceof Class<?> object && StripeObject.class.isAssignableFrom(object)
        ? Stream.of(object)
        : Stream.empty();
  }
}
