package io.penstock.psp;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs work on virtual threads: of one key in order, of different keys side by side. */
final class KeyedExecutor implements AutoCloseable {
  private static final Duration TIME_TO_FINISH = Duration.ofSeconds(5);

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("psp-call-", 0).factory());
  private final Map<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();

  /** Begins when everything of the same key has ended, however that did. */
  void run(String key, Runnable work) {
    underWay.incrementAndGet();
    CompletableFuture<Void> mine =
        last.compute(
            key,
            (_, before) ->
                (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                    .handleAsync((_, _) -> begin(work), threads));
    var _ =
        mine.whenComplete(
            (_, _) -> {
              underWay.decrementAndGet();
              last.remove(key, mine);
            });
  }

  /** What runs or is to run. */
  int underWay() {
    return underWay.get();
  }

  @SuppressWarnings("NullAway") // CompletableFuture<Void> has no other value.
  private static Void begin(Runnable work) {
    work.run();
    return null;
  }

  /** Lets calls under way finish for a few seconds, then breaks them off. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(TIME_TO_FINISH.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
