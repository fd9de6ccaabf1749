package io.penstock.queries.store;

import io.penstock.queries.store.OwnedStores.NotOwnedException;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Walks lists through one partition, newest first, and finds the states of what is wanted.
 *
 * <p>The key of a row that is found is its position in the list: time in 19 digits, '#', id. Where
 * the walk ended before the list did, a last row without a value names the position that it came
 * to.
 */
public final class ListSearch {
  private static final int PLACES_AT_ONCE = 100;
  private static final int TIME_DIGITS = 19;
  private static final byte[] NOTHING = {};

  private final OwnedStores stores;
  private final RowDecoder decoder;

  ListSearch(OwnedStores stores, RowDecoder decoder) {
    this.stores = stores;
    this.decoder = decoder;
  }

  public List<Row> search(int partition, Question.Listed question) throws NotOwnedException {
    List<Row> found = new ArrayList<>();
    for (String list : question.lists()) {
      found.addAll(search(partition, question, list));
    }
    return found;
  }

  private List<Row> search(int partition, Question.Listed question, String list)
      throws NotOwnedException {
    List<Row> found = new ArrayList<>();
    String position = question.before();
    int left = question.reach();
    while (left > 0) {
      int some = Math.min(left, PLACES_AT_ONCE);
      List<String> places = places(partition, question, list, position, some);
      for (String place : places) {
        state(partition, question, place).ifPresent(found::add);
        if (found.size() == question.limit()) {
          found.add(endAt(place));
          return found;
        }
      }
      if (places.size() < some) {
        return found;
      }
      position = places.getLast();
      left -= some;
    }
    found.add(endAt(position));
    return found;
  }

  /** Whether a row only says how far a walk came. */
  public static boolean isEnd(Row row) {
    return row.value().length == 0;
  }

  private static Row endAt(String position) {
    return new Row(position, NOTHING);
  }

  private List<String> places(
      int partition, Question.Listed question, String list, String before, int limit)
      throws NotOwnedException {
    String prefix = list + '#';
    return stores.read(
        question.view(), partition, store -> places(store, prefix, question.from(), before, limit));
  }

  private static List<String> places(
      ReadOnlyKeyValueStore<String, byte[]> store,
      String prefix,
      String from,
      String before,
      int limit) {
    List<String> places = new ArrayList<>();
    if (before.compareTo(from) <= 0) {
      return places;
    }
    try (KeyValueIterator<String, byte[]> keys =
        store.reverseRange(prefix + from, prefix + before)) {
      while (places.size() < limit && keys.hasNext()) {
        KeyValue<String, byte[]> next = keys.next();
        String place = next.key.substring(prefix.length());
        if (!place.equals(before)) {
          places.add(place);
        }
      }
    }
    return places;
  }

  private Optional<Row> state(int partition, Question.Listed question, String place)
      throws NotOwnedException {
    String id = place.substring(Math.min(place.length(), TIME_DIGITS + 1));
    return stores
        .read(question.kind(), partition, store -> state(question.kind(), store, id))
        .filter(row -> isWanted(question, row))
        .map(row -> new Row(place, row.value()));
  }

  /** Empty where it has not arrived yet. A verdict has one state, all else has versions. */
  private static Optional<Row> state(
      View kind, ReadOnlyKeyValueStore<String, byte[]> store, String id) {
    return kind == View.FRAUD_VERDICTS
        ? Arrays.stream(FraudSubject.values())
            .filter(subject -> subject.name().equals(Ids.step(id)))
            .flatMap(subject -> Rows.at(store, Keys.fraudVerdict(Ids.root(id), subject)).stream())
            .findFirst()
        : Rows.newest(store, id + '#', Long.MAX_VALUE, 1).stream().findFirst();
  }

  private boolean isWanted(Question.Listed question, Row row) {
    Map<String, List<String>> wanted = question.wanted();
    return wanted.values().stream().allMatch(List::isEmpty)
        || decoder
            .decode(question.kind(), row)
            .filter(
                state ->
                    wanted.entrySet().stream()
                        .allMatch(field -> hasOneOf(state, field.getKey(), field.getValue())))
            .isPresent();
  }

  private static boolean hasOneOf(SpecificRecord state, String path, List<String> texts) {
    Object value = state;
    for (String name : path.split("\\.", -1)) {
      value = value instanceof SpecificRecordBase record ? record.get(name) : null;
    }
    String text = Objects.toString(value, null);
    return texts.isEmpty() || texts.stream().anyMatch(each -> each.equals(text));
  }
}
