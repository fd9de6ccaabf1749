package io.penstock.chaos.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.penstock.chaos.fuzz.ApiCalls.Call;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Values as the OpenAPI document asks for them, about things that may well be there. */
final class SoundValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEPEST = 6;
  private static final int MOST_MINOR = 50;

  private final ApiCalls api;
  private final Ids ids;

  SoundValues(ApiCalls api, Ids ids) {
    this.api = api;
    this.ids = ids;
  }

  /** A body for the call. */
  JsonNode body(Call call, RandomGenerator random) {
    JsonNode body = value("", call.body(), call, random, 0);
    if (body instanceof ObjectNode object) {
      object.remove("idempotency_key");
      makeSense(object, call, random);
    }
    return body;
  }

  /** What the schema takes. */
  JsonNode value(String name, JsonNode named, Call call, RandomGenerator random, int depth) {
    JsonNode schema = api.resolved(named);
    JsonNode known = ofName(name, call, random);
    if (known != null) {
      return known;
    }
    if (schema.has("enum")) {
      return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
    }
    for (String choice : new String[] {"oneOf", "anyOf", "allOf"}) {
      if (schema.has(choice)) {
        JsonNode among = schema.path(choice);
        return value(name, among.path(random.nextInt(among.size())), call, random, depth);
      }
    }
    return switch (typeOf(schema)) {
      case "object" -> object(schema, call, random, depth);
      case "array" -> {
        var array = JSON.arrayNode();
        for (int i = random.nextInt(1, 4); i > 0 && depth < DEEPEST; i--) {
          array.add(value(name, schema.path("items"), call, random, depth + 1));
        }
        yield array;
      }
      case "integer", "number" -> JSON.numberNode(number(schema, random));
      case "boolean" -> JSON.booleanNode(random.nextInt(4) == 0);
      default -> JSON.textNode(text(schema, random));
    };
  }

  private static String typeOf(JsonNode schema) {
    JsonNode type = schema.path("type");
    String word = type.isArray() ? type.path(0).asText() : type.asText();
    return word.isEmpty() && schema.has("properties") ? "object" : word;
  }

  private ObjectNode object(JsonNode schema, Call call, RandomGenerator random, int depth) {
    ObjectNode object = JSON.objectNode();
    var required = schema.path("required");
    for (var member : schema.path("properties").properties()) {
      boolean isRequired = contains(required, member.getKey());
      if (depth < DEEPEST && (isRequired || random.nextInt(3) == 0)) {
        object.set(
            member.getKey(), value(member.getKey(), member.getValue(), call, random, depth + 1));
      }
    }
    if (schema.path("additionalProperties").isObject()) {
      object.put("note", "n" + random.nextInt(9));
    }
    return object;
  }

  private static boolean contains(JsonNode texts, String text) {
    for (JsonNode each : texts) {
      if (each.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static int number(JsonNode schema, RandomGenerator random) {
    int least = schema.path("minimum").asInt(0);
    long most = Math.min(schema.path("maximum").asLong(MOST_MINOR), least + (long) MOST_MINOR);
    return random.nextInt(least, (int) Math.max(least, most) + 1);
  }

  private static String text(JsonNode schema, RandomGenerator random) {
    return switch (schema.path("format").asText()) {
      case "date-time" ->
          "2026-%02d-01T00:00:%02dZ".formatted(random.nextInt(1, 13), random.nextInt(60));
      case "uri" -> "https://shop.example/back";
      default ->
          schema.path("example").isTextual()
              ? schema.path("example").asText()
              : "x" + random.nextInt(9);
    };
  }

  /** What stands behind the names that calls have in common; null: whatever the schema takes. */
  private @Nullable JsonNode ofName(String name, Call call, RandomGenerator random) {
    String text =
        switch (name) {
          case "debit_account_id", "credit_account_id", "payer_account_id", "payer" ->
              ids.account(random);
          case "account_id" ->
              call.is("POST", "/accounts") ? ids.other(random) : ids.account(random);
          case "owner_id", "user_id" -> Ids.owner(ids.account(random));
          case "merchant_id" -> Ids.owner(ids.shops().get(random.nextInt(ids.shops().size())));
          case "transfer_id", "transaction_id" -> ids.transfer(random);
          case "payment_id" -> ids.payment(random);
          case "refund_id" -> ids.refund(random);
          case "currency" -> random.nextInt(30) == 0 ? "EUR" : "USD";
          case "token" -> random.nextInt(5) == 0 ? "pm_card_chargeDeclined" : "pm_card_visa";
          case "cursor" -> "bm8";
          default -> null;
        };
    return text == null ? null : TextNode.valueOf(text);
  }

  /** What a schema cannot say: which members go together. */
  private void makeSense(ObjectNode body, Call call, RandomGenerator random) {
    switch (call.path()) {
      case "/transfers" -> transfer(body, random);
      case "/transfers/batch" ->
          body.path("transfers")
              .forEach(
                  item -> {
                    if (item instanceof ObjectNode transfer) {
                      transfer(transfer, random);
                    }
                  });
      case "/payments" -> payment(body, random);
      default -> {
        // The schema says all.
      }
    }
  }

  private void transfer(ObjectNode transfer, RandomGenerator random) {
    if (random.nextBoolean() || !transfer.has("credit_account_id")) {
      transfer.remove("credits");
      transfer.put("credit_account_id", ids.account(random));
      transfer.put("amount", random.nextInt(1, MOST_MINOR));
    } else if (transfer.has("credits")) {
      transfer.remove("credit_account_id");
      transfer.remove("amount");
    }
    if (transfer.path("pending").asBoolean()) {
      transfer.put("timeout_seconds", 86_400);
    } else {
      transfer.remove("timeout_seconds");
    }
    transfer.remove("linked");
    if (random.nextInt(15) == 0) {
      transfer.put("debit_account_id", "world:USD");
    }
  }

  private void payment(ObjectNode payment, RandomGenerator random) {
    boolean byCard = random.nextInt(20) == 0;
    payment.remove("checkout_id");
    payment.remove("return_url");
    if (byCard) {
      payment.remove("payer_account_id");
      payment.putObject("payment_method").put("type", "card").put("token", "pm_card_visa");
    } else {
      payment.remove("user_id");
      payment.put("payer_account_id", ids.account(random));
      payment.putObject("payment_method").put("type", "wallet");
    }
  }
}
