package io.penstock.queries;

import io.penstock.queries.Waiters.Waiter;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Keys;
import io.penstock.schemas.TransferOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Answers questions from the stores that this instance serves. */
final class OwnedViews {
  /** How often one who waits looks again, to notice that the partition has moved. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** '$' is the character after '#': a key with it ends everything that the key begins. */
  private static final char BEHIND_SEPARATOR = '$';

  private final OwnedStores stores;
  private final Waiters waiters;
  private final RowDecoder decoder;

  OwnedViews(OwnedStores stores, Waiters waiters, RowDecoder decoder) {
    this.stores = stores;
    this.waiters = waiters;
    this.decoder = decoder;
  }

  boolean has(View view, int partition) {
    return stores.has(view, partition);
  }

  /**
   * The rows that answer the question, waited for if they do not yet.
   *
   * @return what there is after the patience, which may be nothing or not enough
   */
  List<Row> answer(int partition, Question question, Duration patience) throws NotOwnedException {
    List<Row> rows = look(partition, question);
    return patience.isZero() || answers(question, rows)
        ? rows
        : await(partition, question, System.nanoTime() + patience.toNanos());
  }

  private List<Row> await(int partition, Question question, long deadline)
      throws NotOwnedException {
    try (Waiter waiter = waiters.register(question.view(), partition, question.ids())) {
      while (true) {
        List<Row> rows = look(partition, question);
        long left = deadline - System.nanoTime();
        if (answers(question, rows) || left <= 0) {
          return rows;
        }
        waiter.pause(Math.min(left, LOOK_AGAIN_NANOS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NotReadyException.moving();
    }
  }

  private boolean answers(Question question, List<Row> rows) {
    return switch (question) {
      case Question.Keys keys -> rows.size() == keys.keys().size();
      case Question.Newest n -> !rows.isEmpty();
      case Question.LastAt l -> !rows.isEmpty();
      case Question.Answer a -> !rows.isEmpty();
      case Question.States states -> rows.stream().anyMatch(row -> reaches(states, row));
    };
  }

  private List<Row> look(int partition, Question question) throws NotOwnedException {
    return stores.read(
        question.view(),
        partition,
        store ->
            switch (question) {
              case Question.Keys keys ->
                  keys.keys().stream().flatMap(key -> row(store, key).stream()).toList();
              case Question.Newest newest ->
                  newest(store, newest.prefix(), newest.atMost(), newest.limit());
              case Question.LastAt last -> lastAt(store, last);
              case Question.States states -> states(store, states.transferId());
              case Question.Answer answer ->
                  row(store, answer.key())
                      .filter(row -> names(answer, row))
                      .or(() -> row(store, answer.repeatKey()))
                      .stream()
                      .toList();
            });
  }

  private static Optional<Row> row(ReadOnlyKeyValueStore<String, byte[]> store, String key) {
    byte @Nullable [] value = store.get(key);
    return value == null ? Optional.empty() : Optional.of(new Row(key, value));
  }

  private static List<Row> newest(
      ReadOnlyKeyValueStore<String, byte[]> store, String prefix, long atMost, int limit) {
    List<Row> rows = new ArrayList<>();
    String first = prefix + Keys.sequence(0);
    String last = prefix + Keys.sequence(Math.max(0, atMost));
    try (KeyValueIterator<String, byte[]> found = store.reverseRange(first, last)) {
      while (rows.size() < limit && found.hasNext()) {
        KeyValue<String, byte[]> next = found.next();
        rows.add(new Row(next.key, next.value));
      }
    }
    return rows;
  }

  /** Time never decreases with the number, so that halving finds the last one in time. */
  private List<Row> lastAt(ReadOnlyKeyValueStore<String, byte[]> store, Question.LastAt question) {
    String prefix = question.prefix();
    long low = 0;
    long high =
        newest(store, prefix, Long.MAX_VALUE, 1).stream()
            .mapToLong(row -> number(row, prefix))
            .findFirst()
            .orElse(0);
    while (low < high) {
      long middle = high - (high - low) / 2;
      if (isLater(store, prefix, middle, question)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low == 0 ? List.of() : newest(store, prefix, low, 1);
  }

  private boolean isLater(
      ReadOnlyKeyValueStore<String, byte[]> store,
      String prefix,
      long number,
      Question.LastAt question) {
    return newest(store, prefix, number, 1).stream()
        .flatMap(row -> decoder.decode(question.view(), row).stream())
        .anyMatch(record -> View.timeOf(record) > question.atMs());
  }

  private static long number(Row row, String prefix) {
    return Long.parseLong(row.key().substring(prefix.length()));
  }

  /** Steps from scope to scope and over the answers to repeats, of which there may be many. */
  private static List<Row> states(ReadOnlyKeyValueStore<String, byte[]> store, String id) {
    List<Row> rows = new ArrayList<>();
    String from = id + '#';
    String end = id + BEHIND_SEPARATOR;
    while (true) {
      KeyValue<String, byte[]> next = first(store, from, end);
      if (next == null) {
        return rows;
      }
      int separator = next.key.indexOf('#', id.length() + 1);
      if (separator < 0) {
        rows.add(new Row(next.key, next.value));
        from = next.key + BEHIND_SEPARATOR;
      } else {
        from = next.key.substring(0, separator) + BEHIND_SEPARATOR;
      }
    }
  }

  private static @Nullable KeyValue<String, byte[]> first(
      ReadOnlyKeyValueStore<String, byte[]> store, String from, String end) {
    try (KeyValueIterator<String, byte[]> found = store.range(from, end)) {
      return found.hasNext() ? found.next() : null;
    }
  }

  private boolean reaches(Question.States states, Row row) {
    return decoder
        .decode(View.TRANSFER_STATES, row)
        .map(TransferOutcome.class::cast)
        .filter(
            state ->
                states.scopeAccountId() == null
                    || states.scopeAccountId().equals(state.getScopeAccountId()))
        .filter(state -> state.getRevision() >= states.revision())
        .isPresent();
  }

  private boolean names(Question.Answer answer, Row row) {
    return decoder
        .decode(answer.view(), row)
        .map(
            outcome ->
                switch (outcome) {
                  case TransferOutcome transfer -> transfer.getRequestId();
                  case AccountOutcome account -> account.getRequestId();
                  default -> null;
                })
        .filter(answer.requestId()::equals)
        .isPresent();
  }
}
