package io.penstock.topologies.flows;

import io.penstock.schemas.Keys;
import io.penstock.streams.DueWork;
import io.penstock.streams.stores.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What in a partition is due when, in order of time. The keys say it all: a time and an id. Whether
 * the time still counts is known only by what the id names, which is asked when it has come.
 */
public final class Deadlines {
  /** When what could not be done is tried again. */
  public static final Duration PUT_OFF = Duration.ofHours(1);

  private final KeyValueStore<String, String> store;
  private final UnaryOperator<String> value;
  private final DueWork dueWork;

  /**
   * The deadlines of a task.
   *
   * @param value what a row says of an id; nobody reads it, but rows on disk keep their form
   */
  public Deadlines(ProcessingContext context, Store<String> store, UnaryOperator<String> value) {
    this.store = context.getStateStore(store.name());
    this.value = value;
    this.dueWork = new DueWork(context.appConfigs());
  }

  /** What to do with an id whose time has come. */
  @FunctionalInterface
  public interface Work {
    /** Finds out what is to be written, and writes nothing itself; what it returns does. */
    Runnable decide(String id);

    /** When the id is due now that this was done, milliseconds since 1970; null: never. */
    default @Nullable Long dueMs(String id) {
      return null;
    }
  }

  private void set(String id, long dueMs) {
    store.put(place(id, dueMs), value.apply(id));
  }

  /** Moves an id's time, in milliseconds since 1970; null: it has none. */
  public void move(String id, @Nullable Long fromMs, @Nullable Long toMs) {
    if (Objects.equals(fromMs, toMs)) {
      return;
    }
    if (fromMs != null) {
      store.delete(place(id, fromMs));
    }
    if (toMs != null) {
      set(id, toMs);
    }
  }

  /**
   * Does what has come due, the earliest first, and one thing at a time: what fails is put off and
   * holds up nothing else.
   *
   * @param most at once
   */
  public void workOff(long nowMs, int most, Work work) {
    for (String place : due(nowMs, most)) {
      String id = place.substring(place.indexOf('#') + 1);
      dueWork.attempt(
          "what is due at " + place,
          () -> {
            Runnable writing = work.decide(id);
            return () -> {
              writing.run();
              done(place, id, work.dueMs(id));
            };
          },
          () -> {
            store.delete(place);
            set(id, nowMs + PUT_OFF.toMillis());
          });
    }
  }

  private List<String> due(long nowMs, int most) {
    List<String> due = new ArrayList<>();
    try (KeyValueIterator<String, String> earliest =
        store.range(null, Keys.deadline(nowMs + 1, ""))) {
      while (earliest.hasNext() && due.size() < most) {
        KeyValue<String, String> next = earliest.next();
        due.add(next.key);
      }
    }
    return due;
  }

  /** A delete of what is not there would still be written to the changelog. */
  private void done(String place, String id, @Nullable Long dueMs) {
    boolean isDueThere = dueMs != null && place.equals(place(id, dueMs));
    if (!isDueThere && store.get(place) != null) {
      store.delete(place);
    }
  }

  /** A time before 1970 has come in any case. */
  private static String place(String id, long dueMs) {
    return Keys.deadline(Math.max(0, dueMs), id);
  }
}
