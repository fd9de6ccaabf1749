package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists as Stripe pages them, newest first. */
final class Pages {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 100;

  private Pages() {}

  /** The id after which the page starts, if any. */
  static @Nullable String after(Params params) {
    if (params.find("ending_before") != null) {
      throw StripeError.parameter(
          "ending_before", "parameter_unknown", "The simulator pages by starting_after only.");
    }
    return params.find("starting_after");
  }

  static ObjectNode list(String url, Params params, Stream<ObjectNode> newestFirst) {
    ObjectNode list = Json.object().put("object", "list").put("url", url);
    Iterator<ObjectNode> found = created(params, newestFirst).iterator();
    ArrayNode data = list.putArray("data");
    fill(data, found, limit(params));
    return list.put("has_more", found.hasNext());
  }

  static ObjectNode searchResult(String url, Params params, Stream<ObjectNode> newestFirst) {
    ObjectNode result = Json.object().put("object", "search_result").put("url", url);
    String page = params.find("page");
    Iterator<ObjectNode> found =
        newestFirst
            .filter(item -> page == null || item.get("id").textValue().compareTo(page) < 0)
            .iterator();
    ArrayNode data = result.putArray("data");
    fill(data, found, limit(params));
    boolean more = found.hasNext();
    result.put("has_more", more);
    return more
        ? result.put("next_page", data.get(data.size() - 1).get("id").textValue())
        : result.putNull("next_page");
  }

  private static void fill(ArrayNode data, Iterator<ObjectNode> found, int limit) {
    while (found.hasNext() && data.size() < limit) {
      data.add(Json.visible(found.next()));
    }
  }

  private static int limit(Params params) {
    long limit = params.integerOr("limit", DEFAULT_LIMIT);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw StripeError.parameter(
          "limit", "parameter_invalid_integer", "limit must lie between 1 and 100.");
    }
    return (int) limit;
  }

  /** Ids sort by creation: what is too old ends the search. */
  private static Stream<ObjectNode> created(Params params, Stream<ObjectNode> newestFirst) {
    long exactly = params.integerOr("created", -1);
    long from =
        Math.max(
            params.integerOr("created[gte]", exactly), params.integerOr("created[gt]", -2) + 1);
    long to =
        Math.min(
            params.integerOr("created[lte]", exactly < 0 ? Long.MAX_VALUE : exactly),
            params.integerOr("created[lt]", Long.MAX_VALUE) - 1);
    return newestFirst
        .takeWhile(item -> item.get("created").longValue() >= from)
        .filter(item -> item.get("created").longValue() <= to);
  }
}
