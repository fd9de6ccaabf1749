package io.penstock.psp.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.ObjectType;
import io.penstock.psp.simulator.state.Params;
import io.penstock.psp.simulator.state.StripeError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists as Stripe pages them, newest first. */
final class Pages {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 100;

  /** Of the year 9999. */
  private static final long LATEST = 253_402_300_799L;

  private static final String AFTER = "starting_after";
  private static final String BEFORE = "ending_before";

  private Pages() {}

  /**
   * The id after which the page starts, if any; where only older things are asked for, one that
   * comes before them.
   *
   * @param type of what is listed
   */
  static @Nullable String after(Params params, Documents documents, ObjectType type) {
    String after = params.find(AFTER);
    String before = params.find(BEFORE);
    if (after != null && before != null) {
      throw StripeError.parameter(
          BEFORE, null, "You can only page by one of starting_after and ending_before.");
    }
    requireKnown(documents, type, AFTER, after);
    requireKnown(documents, type, BEFORE, before);
    long newest = newest(params);
    return after != null || newest < 0 || newest > LATEST ? after : Documents.idAfter(type, newest);
  }

  private static void requireKnown(
      Documents documents, ObjectType type, String param, @Nullable String id) {
    if (id == null) {
      return;
    }
    // What a settlement fault made up is known by the id that it was laid on.
    int digits = Math.min(id.length(), type.prefix.length() + 1 + Documents.ID_DIGITS);
    String original = type == ObjectType.BALANCE_TRANSACTION ? id.substring(0, digits) : id;
    if (!type.isOf(id) || documents.find(original) == null) {
      throw StripeError.unknownToken(type.words(), param, id);
    }
  }

  static ObjectNode list(String url, Params params, Stream<ObjectNode> newestFirst) {
    ObjectNode list = Json.object().put("object", "list").put("url", url);
    Stream<ObjectNode> found = created(params, newestFirst);
    ArrayNode data = list.putArray("data");
    String before = params.find(BEFORE);
    return list.put(
        "has_more",
        before == null
            ? fill(data, found.iterator(), limit(params))
            : fillBefore(data, found.iterator(), before, limit(params)));
  }

  static ObjectNode searchResult(String url, Params params, Stream<ObjectNode> newestFirst) {
    ObjectNode result = Json.object().put("object", "search_result").put("url", url);
    String page = params.find("page");
    Iterator<ObjectNode> found =
        newestFirst.filter(item -> page == null || Json.id(item).compareTo(page) < 0).iterator();
    ArrayNode data = result.putArray("data");
    boolean more = fill(data, found, limit(params));
    result.put("has_more", more);
    return more
        ? result.put("next_page", Json.id(data.get(data.size() - 1)))
        : result.putNull("next_page");
  }

  /** Tells whether there is more. */
  private static boolean fill(ArrayNode data, Iterator<ObjectNode> found, int limit) {
    while (found.hasNext() && data.size() < limit) {
      data.add(Json.visible(found.next()));
    }
    return found.hasNext();
  }

  /** With those that come just before this one; tells whether there are others before them. */
  private static boolean fillBefore(
      ArrayNode data, Iterator<ObjectNode> found, String before, int limit) {
    Deque<ObjectNode> last = new ArrayDeque<>();
    boolean more = false;
    while (found.hasNext()) {
      ObjectNode next = found.next();
      if (Json.id(next).compareTo(before) <= 0) {
        break;
      }
      last.add(next);
      if (last.size() > limit) {
        last.remove();
        more = true;
      }
    }
    last.forEach(each -> data.add(Json.visible(each)));
    return more;
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
    long to = newest(params);
    return newestFirst
        .takeWhile(item -> Json.number(item, "created") >= from)
        .filter(item -> Json.number(item, "created") <= to);
  }

  /** The last second in which what is asked for may have been created. */
  private static long newest(Params params) {
    long exactly = params.integerOr("created", -1);
    return Math.min(
        params.integerOr("created[lte]", exactly < 0 ? Long.MAX_VALUE : exactly),
        params.integerOr("created[lt]", Long.MAX_VALUE) - 1);
  }
}
