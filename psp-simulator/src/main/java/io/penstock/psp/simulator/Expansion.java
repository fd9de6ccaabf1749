package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Puts objects in place of their ids, where a call asks for it by {@code expand[]}. */
final class Expansion {
  private final Documents documents;
  private final BalanceTransactions transactions;

  Expansion(Documents documents, BalanceTransactions transactions) {
    this.documents = documents;
    this.transactions = transactions;
  }

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
    String id = charge.get("id").textValue();
    ObjectNode list =
        Json.object().put("object", "list").put("url", "/v1/charges/" + id + "/refunds");
    var data = list.putArray("data");
    documents.linked(id).reversed().stream()
        .filter(each -> each.startsWith("re_"))
        .forEach(each -> data.add(Json.visible(documents.get(each))));
    return list.put("has_more", false);
  }

  private void descend(JsonNode node, List<String> rest) {
    if (!rest.isEmpty() && node instanceof ObjectNode object) {
      expand(object, rest);
    }
  }
}
