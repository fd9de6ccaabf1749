package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's objects by id, and which belongs to which. An id sorts by the time it was made, as lists
 * are answered newest first. To be used within {@link StateFile#change} only.
 */
public final class Documents {
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  public static final int ID_DIGITS = 24;
  private static final int TIME_DIGITS = 12;

  /** By how much the time in an id may be ahead of when its object was created. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private static final char AFTER_ALL = '\uffff';

  /** What a new object of each type has, whatever it is about. */
  private static final ObjectNode NEW =
      Json.resource(Documents.class, "objects.json", ObjectNode.class);

  private final Map<String, MVMap<String, String>> tables = new TreeMap<>();
  private final MVMap<String, String> links;
  private final AtomicLong lastMicros = new AtomicLong();
  private final SecureRandom random = new SecureRandom();

  public Documents(StateFile file) {
    links = file.map("links");
    for (ObjectType type : ObjectType.values()) {
      tables.put(type.prefix, file.map(type.prefix));
    }
  }

  /** A new object with Stripe's usual first members. */
  public ObjectNode create(ObjectType type) {
    ObjectNode document = Json.object().put("id", newId(type.prefix)).put("object", type.label());
    document.put("created", Instant.now().getEpochSecond()).put("livemode", false);
    return document.setAll((ObjectNode) NEW.get(type.label()).deepCopy());
  }

  public void put(ObjectNode document) {
    String id = Json.id(document);
    table(prefix(id)).put(id, Json.write(document));
  }

  public @Nullable ObjectNode find(String id) {
    MVMap<String, String> table = tables.get(prefix(id));
    String json = table == null ? null : table.get(id);
    return json == null ? null : Json.read(json);
  }

  /**
   * The object of this type that a call names.
   *
   * @throws StripeError 404 if there is none
   */
  public ObjectNode read(ObjectType type, String id) {
    ObjectNode found = type.isOf(id) ? find(id) : null;
    if (found == null) {
      throw StripeError.unknown(type.words(), type.param, id);
    }
    return found;
  }

  /** An object that another names, which must be there. */
  public ObjectNode get(String id) {
    ObjectNode found = find(id);
    if (found == null) {
      throw new IllegalStateException("no " + id);
    }
    return found;
  }

  /** The object whose id another has under this name. */
  public ObjectNode get(ObjectNode document, String member) {
    return get(Json.text(document, member));
  }

  /** All of a type, newest first, those after this id if one is given. */
  public Stream<ObjectNode> newestFirst(ObjectType type, @Nullable String after) {
    MVMap<String, String> table = table(type.prefix);
    String from = after == null ? null : table.lowerKey(after);
    return after != null && from == null ? Stream.empty() : stream(table.cursor(from, null, true));
  }

  /** All of a type, oldest first. */
  public Stream<ObjectNode> oldestFirst(ObjectType type) {
    return stream(table(type.prefix).cursor(null));
  }

  private static Stream<ObjectNode> stream(Cursor<String, String> cursor) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(cursor, Spliterator.ORDERED), false)
        .map(_ -> Json.read(cursor.getValue()));
  }

  /** Notes that one belongs to another, which may be an id or any other name. */
  public void link(String owner, String id) {
    links.put(owner + ' ' + id, "");
  }

  /** The ids of a type that belong to it, oldest first. */
  public List<String> linked(String owner, ObjectType type) {
    List<String> ids = new ArrayList<>();
    String start = owner + ' ' + type.prefix + '_';
    Iterator<String> keys = links.keyIterator(start);
    while (keys.hasNext()) {
      String key = keys.next();
      if (key.compareTo(start + AFTER_ALL) > 0) {
        break;
      }
      ids.add(key.substring(owner.length() + 1));
    }
    return ids;
  }

  private MVMap<String, String> table(String prefix) {
    MVMap<String, String> table = tables.get(prefix);
    if (table == null) {
      throw new IllegalArgumentException("no table for " + prefix);
    }
    return table;
  }

  private static String prefix(String id) {
    return id.substring(0, Math.max(0, id.indexOf('_')));
  }

  /** Twelve digits of time in microseconds, never the same twice, and twelve of chance. */
  private String newId(String prefix) {
    long micros = micros(Instant.now());
    long unique = lastMicros.updateAndGet(last -> Math.max(last + 1, micros));
    StringBuilder id = new StringBuilder(firstId(prefix, unique));
    for (int i = TIME_DIGITS; i < ID_DIGITS; i++) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return id.toString();
  }

  /**
   * An id before which everything is that was created in this second or earlier: a list that is
   * asked for a time long ago begins there, and need not look at all that is newer.
   */
  public static String idAfter(ObjectType type, long epochSecond) {
    return firstId(type.prefix, micros(Instant.ofEpochSecond(epochSecond).plus(CLOCKS_DIFFER)));
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  private static String firstId(String prefix, long micros) {
    char[] digits = new char[TIME_DIGITS];
    long rest = micros;
    for (int i = TIME_DIGITS - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
      rest /= DIGITS.length();
    }
    return prefix + '_' + new String(digits);
  }
}
