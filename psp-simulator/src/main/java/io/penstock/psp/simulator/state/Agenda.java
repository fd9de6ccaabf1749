package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done later, kept until it is done: a restart goes on with it. */
public final class Agenda implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agenda.class);
  private static final int AT_ONCE = 64;
  private static final long LONGEST_WAIT_MS = 1_000;

  /** What is to be done. */
  public enum Kind {
    SEND_EVENT,
    REFUND_SUCCEEDS,
    REFUND_FAILS
  }

  /**
   * One thing to do.
   *
   * @param key its place: sorted by when it is due
   * @param subject what it is about, such as an event's id
   * @param attempt 1 for the first
   * @param sinceMs when it was first put down
   */
  public record Errand(String key, Kind kind, String subject, int attempt, long sinceMs) {}

  private final StateFile file;
  private final MVMap<String, String> errands;
  private final AtomicLong sequence = new AtomicLong();
  private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private volatile boolean closed;

  public Agenda(StateFile file) {
    this.file = file;
    this.errands = file.map("agenda");
    this.sequence.set(System.currentTimeMillis());
  }

  /** Puts something down; within {@link StateFile#change} only. */
  public Errand add(Kind kind, String subject, long delayMs) {
    return put(kind, subject, delayMs, 1, System.currentTimeMillis());
  }

  /** Puts it down once more; within {@link StateFile#change} only. */
  public void addAgain(Errand errand, int attempt, long delayMs) {
    errands.remove(errand.key());
    var _ = put(errand.kind(), errand.subject(), delayMs, attempt, errand.sinceMs());
  }

  private Errand put(Kind kind, String subject, long delayMs, int attempt, long sinceMs) {
    long dueMs = System.currentTimeMillis() + delayMs;
    String key = String.format("%015d %d", dueMs, sequence.incrementAndGet());
    ObjectNode errand = Json.object();
    errand.put("kind", kind.name()).put("subject", subject);
    errand.put("attempt", attempt).put("since_ms", sinceMs);
    errands.put(key, Json.write(errand));
    var _ = news.offer(true);
    return new Errand(key, kind, subject, attempt, sinceMs);
  }

  /** It is done; within {@link StateFile#change} only. */
  public void remove(Errand errand) {
    errands.remove(errand.key());
  }

  /** Begins to do what is due; {@code doer} removes each from here, or puts it down again. */
  public void start(Consumer<Errand> doer) {
    Thread.ofVirtual().name("psp-simulator-agenda").start(() -> watch(doer));
  }

  private void watch(Consumer<Errand> doer) {
    while (!closed) {
      try {
        for (Errand errand : file.change(this::due)) {
          places.acquire();
          Thread.startVirtualThread(() -> run(errand, doer));
        }
        var _ = news.poll(file.change(this::untilNextMs), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.error("the agenda could not be read", e);
        }
      }
    }
  }

  private void run(Errand errand, Consumer<Errand> doer) {
    try {
      if (!closed) {
        doer.accept(errand);
      }
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("{} failed", errand, e);
      }
    } finally {
      underWay.remove(errand.key());
      places.release();
      var _ = news.offer(true);
    }
  }

  private List<Errand> due() {
    String now = String.format("%015d~", System.currentTimeMillis());
    List<Errand> due = new ArrayList<>();
    Cursor<String, String> cursor = errands.cursor(null);
    while (cursor.hasNext() && due.size() < AT_ONCE) {
      String key = cursor.next();
      if (key.compareTo(now) > 0) {
        break;
      }
      if (underWay.add(key)) {
        due.add(read(key, cursor.getValue()));
      }
    }
    return due;
  }

  /** How long nothing new is due; what is under way says itself when it ends. */
  private long untilNextMs() {
    Iterator<String> keys = errands.keyIterator(null);
    while (keys.hasNext()) {
      String key = keys.next();
      if (!underWay.contains(key)) {
        long dueMs = Long.parseLong(key.substring(0, key.indexOf(' ')));
        return Math.clamp(dueMs - System.currentTimeMillis(), 0, LONGEST_WAIT_MS);
      }
    }
    return LONGEST_WAIT_MS;
  }

  private static Errand read(String key, String json) {
    ObjectNode errand = Json.read(json);
    return new Errand(
        key,
        Kind.valueOf(errand.get("kind").textValue()),
        errand.get("subject").textValue(),
        errand.get("attempt").intValue(),
        errand.get("since_ms").longValue());
  }

  @Override
  public void close() {
    closed = true;
    var _ = news.offer(true);
  }
}
