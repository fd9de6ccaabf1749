package io.penstock.queries.store;

import io.penstock.queries.store.OwnedStores.NotOwnedException;
import io.penstock.queries.store.Waiters.Waiter;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.PaymentAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Answers questions from the stores that this instance serves. */
public final class OwnedViews {
  /** How often one who waits looks again, to notice that the partition has moved. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final OwnedStores stores;
  private final Waiters waiters;
  private final RowDecoder decoder;
  private final ListSearch lists;

  public OwnedViews(OwnedStores stores, Waiters waiters, RowDecoder decoder) {
    this.stores = stores;
    this.waiters = waiters;
    this.decoder = decoder;
    lists = new ListSearch(stores, decoder);
  }

  public boolean has(View view, int partition) {
    return stores.has(view, partition);
  }

  /**
   * The rows that answer the question, waited for if they do not yet.
   *
   * @return what there is after the patience, which may be nothing or not enough
   */
  public List<Row> answer(int partition, Question question, Duration patience)
      throws NotOwnedException {
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
      case Question.Refunds r -> !rows.isEmpty();
      case Question.LastAt l -> !rows.isEmpty();
      case Question.Answer a -> !rows.isEmpty();
      case Question.Range r -> !rows.isEmpty();
      case Question.Listed l -> true;
      case Question.States states -> rows.stream().anyMatch(row -> reaches(states, row));
      case Question.PaymentAnswered p ->
          PaymentAnswers.of(rows, decoder).filter(PaymentAnswer::isAtRest).isPresent();
    };
  }

  private List<Row> look(int partition, Question question) throws NotOwnedException {
    return question instanceof Question.Listed listed
        ? lists.search(partition, listed)
        : stores.read(question.view(), partition, store -> look(store, question));
  }

  private List<Row> look(ReadOnlyKeyValueStore<String, byte[]> store, Question question) {
    return switch (question) {
      case Question.Keys keys ->
          keys.keys().stream().flatMap(key -> Rows.at(store, key).stream()).toList();
      case Question.Newest newest ->
          Rows.newest(store, newest.prefix(), newest.atMost(), newest.limit());
      case Question.Range range -> Rows.between(store, range.from(), range.to(), range.limit());
      case Question.LastAt last -> lastAt(store, last);
      case Question.States states -> states(store, states.transferId());
      case Question.Refunds refunds ->
          Rows.newestOfEach(store, refunds.refundId(), refunds.limit());
      case Question.Answer answer -> answer(store, answer);
      case Question.PaymentAnswered asked -> PaymentAnswers.look(store, asked, decoder);
      case Question.Listed l -> throw new IllegalStateException("read from two stores");
    };
  }

  private List<Row> answer(ReadOnlyKeyValueStore<String, byte[]> store, Question.Answer answer) {
    return Rows.at(store, answer.key())
        .filter(row -> names(answer, row))
        .or(() -> Rows.at(store, answer.repeatKey()))
        .stream()
        .toList();
  }

  /** Time never decreases with the number, so that halving finds the last one in time. */
  private List<Row> lastAt(ReadOnlyKeyValueStore<String, byte[]> store, Question.LastAt question) {
    String prefix = question.prefix();
    long low = 0;
    long high =
        Rows.newest(store, prefix, Long.MAX_VALUE, 1).stream()
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
    return low == 0 ? List.of() : Rows.newest(store, prefix, low, 1);
  }

  private boolean isLater(
      ReadOnlyKeyValueStore<String, byte[]> store,
      String prefix,
      long number,
      Question.LastAt question) {
    return Rows.newest(store, prefix, number, 1).stream()
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
    String end = Rows.behind(id);
    while (true) {
      List<Row> next = Rows.between(store, from, end, 1);
      if (next.isEmpty()) {
        return rows;
      }
      String key = next.getFirst().key();
      int separator = key.indexOf('#', id.length() + 1);
      if (separator < 0) {
        rows.add(next.getFirst());
        from = Rows.behind(key);
      } else {
        from = Rows.behind(key.substring(0, separator));
      }
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
