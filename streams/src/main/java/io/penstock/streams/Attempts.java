package io.penstock.streams;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What made a thread of an application fail in this process: a record, or something that was due.
 * Each is tried twice. It is shared by the application's threads, and forgets the oldest: what is
 * forgotten is only tried twice again.
 */
public final class Attempts {
  /** Config key under which the parts of an application find theirs. */
  public static final String CONFIG = "penstock.attempts";

  /** How often something may fail before it is set aside. */
  public static final int MOST_FAILURES = 2;

  private static final int MOST_REMEMBERED = 1_000;

  private final Map<Object, Integer> failures =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Integer> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };
  private final Map<TopicPartition, TreeSet<Long>> places = new LinkedHashMap<>();
  private final LongAdder deaths = new LongAdder();
  private final LongAdder setAside = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private volatile boolean calm = true;

  /** Where a record stands. */
  public record Place(TopicPartition partition, long offset) {}

  /** Those of an application, from its configuration or the properties that it is started with. */
  public static Attempts of(Map<?, ?> config) {
    return config.get(CONFIG) instanceof Attempts attempts ? attempts : new Attempts();
  }

  /** Nothing ever failed: there is nothing to ask. */
  public boolean isCalm() {
    return calm;
  }

  /** Counts a failure, unless it only shows that something it needs is away. */
  public synchronized void failed(Object what, Throwable failure) {
    if (Infrastructure.atFault(failure).isPresent()) {
      return;
    }
    failures.merge(what, 1, Integer::sum);
    if (what instanceof Place(TopicPartition partition, long offset)) {
      TreeSet<Long> offsets = places.computeIfAbsent(partition, _ -> new TreeSet<>());
      offsets.add(offset);
      if (offsets.size() > MOST_REMEMBERED) {
        offsets.pollFirst();
      }
    }
    calm = false;
  }

  /** Whether something failed as often as it may. */
  public synchronized boolean isGivenUp(Object what) {
    return failures.getOrDefault(what, 0) >= MOST_FAILURES;
  }

  /** The nearest record from here on that failed before; null: none. */
  public synchronized @Nullable Long next(TopicPartition partition, long offset) {
    TreeSet<Long> offsets = places.get(partition);
    return offsets == null ? null : offsets.ceiling(offset);
  }

  /** A thread died. */
  void died() {
    deaths.increment();
  }

  /** Something was due, failed too often and was put off. */
  public void setAside() {
    setAside.increment();
  }

  /** A record of a table that every instance holds could not be taken. */
  public void ignored() {
    ignored.increment();
  }

  /** Records of tables that every instance holds that were ignored. */
  public long ignoredRecords() {
    return ignored.sum();
  }

  /** Threads of the application that died in this process. */
  public long deaths() {
    return deaths.sum();
  }

  /** What was due and was put off, since it failed too often. */
  public long putOff() {
    return setAside.sum();
  }
}
