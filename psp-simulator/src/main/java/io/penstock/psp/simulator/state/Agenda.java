package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.h2.mvstore.MVMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done later, kept until it is done: a restart goes on with it. */
public final class Agenda implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agenda.class);
  private static final int AT_ONCE = 64;

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
  public record Errand(String key, Kind kind, String subject, int attempt, long sinceMs) {
    private long dueMs() {
      return Long.parseLong(key.substring(0, key.indexOf(' ')));
    }
  }

  private final MVMap<String, String> errands;
  private final AtomicLong sequence = new AtomicLong(System.currentTimeMillis());
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  /** What comes after the end is done by the next run. */
  private final ScheduledExecutorService clock =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("psp-simulator-agenda").factory(),
          new DiscardPolicy());

  private volatile Consumer<Errand> doer = _ -> {};

  public Agenda(StateFile file) {
    this.errands = file.map("agenda");
  }

  /** Puts something down; within {@link StateFile#change} only. */
  public Errand add(Kind kind, String subject, long delayMs) {
    return put(kind, subject, delayMs, 1, System.currentTimeMillis());
  }

  /** Puts it down once more; within {@link StateFile#change} only. */
  public void addAgain(Errand errand, int attempt, long delayMs) {
    remove(errand);
    var _ = put(errand.kind(), errand.subject(), delayMs, attempt, errand.sinceMs());
  }

  private Errand put(Kind kind, String subject, long delayMs, int attempt, long sinceMs) {
    long dueMs = System.currentTimeMillis() + delayMs;
    String key = String.format("%015d %d", dueMs, sequence.incrementAndGet());
    ObjectNode kept = Json.object().put("kind", kind.name()).put("subject", subject);
    errands.put(key, Json.write(kept.put("attempt", attempt).put("since_ms", sinceMs)));
    Errand errand = new Errand(key, kind, subject, attempt, sinceMs);
    schedule(errand);
    return errand;
  }

  /** It is done; within {@link StateFile#change} only. */
  public void remove(Errand errand) {
    errands.remove(errand.key());
  }

  /**
   * Begins to do what is due, before anything is put down; {@code doer} removes each from here, or
   * puts it down again.
   */
  public void start(Consumer<Errand> what) {
    doer = what;
    errands.forEach((key, json) -> schedule(read(key, json)));
  }

  private void schedule(Errand errand) {
    long delayMs = Math.max(0, errand.dueMs() - System.currentTimeMillis());
    var _ =
        clock.schedule(
            () -> Thread.startVirtualThread(() -> run(errand)), delayMs, TimeUnit.MILLISECONDS);
  }

  /** Unless it was done meanwhile. */
  private void run(Errand errand) {
    places.acquireUninterruptibly();
    try {
      if (!clock.isShutdown() && errands.containsKey(errand.key())) {
        doer.accept(errand);
      }
    } catch (RuntimeException e) {
      if (!clock.isShutdown()) {
        LOG.error("{} failed", errand, e);
      }
    } finally {
      places.release();
    }
  }

  private static Errand read(String key, String json) {
    ObjectNode errand = Json.read(json);
    return new Errand(
        key,
        Kind.valueOf(Json.text(errand, "kind")),
        Json.text(errand, "subject"),
        errand.get("attempt").intValue(),
        Json.number(errand, "since_ms"));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
