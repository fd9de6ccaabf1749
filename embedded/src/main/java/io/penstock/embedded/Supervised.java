package io.penstock.embedded;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Starts a service again whenever it dies by itself, at the same address; pauses grow while it does
 * not stay up.
 */
public final class Supervised<S extends Service> implements AutoCloseable {
  private static final IntervalFunction PAUSES =
      IntervalFunction.ofExponentialBackoff(Duration.ofMillis(200), 2, Duration.ofSeconds(30));
  private static final Duration CALM = Duration.ofMinutes(1);

  private final String name;
  private final Supplier<S> start;
  private final Consumer<String> tell;
  private final Thread watch;
  private S service;
  private boolean closed;
  private int starts;

  private Supervised(String name, Supplier<S> start, Consumer<String> tell) {
    this.name = name;
    this.start = start;
    this.tell = tell;
    this.service = start.get();
    this.watch = Thread.ofVirtual().name("watch-" + name).unstarted(this::watch);
  }

  /**
   * Starts it.
   *
   * @param start starts the service at an address that stays the same
   * @param tell is given a line for each death, each start that fails, and each that succeeds
   * @throws StartException if it does not come up the first time
   */
  public static <S extends Service> Supervised<S> start(
      String name, Supplier<S> start, Consumer<String> tell) {
    Supervised<S> supervised = new Supervised<>(name, start, tell);
    supervised.watch.start();
    return supervised;
  }

  /** The one that runs, or did until just now. */
  public synchronized S service() {
    return service;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    watch.interrupt();
    boolean interrupted = false;
    while (watch.isAlive()) {
      try {
        watch.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    service().close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      do {
        long since = System.nanoTime();
        service().ended().get();
        if (System.nanoTime() - since > CALM.toNanos()) {
          starts = 0;
        }
      } while (startAgain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      tell.accept(name + " cannot be watched any longer: " + e.getCause());
    }
  }

  /** False if it is not wanted any more. */
  private boolean startAgain() throws InterruptedException {
    if (isClosed()) {
      return false;
    }
    tell.accept("%s died; starting it again in %s".formatted(name, seconds(nextPause())));
    long began = System.nanoTime();
    while (true) {
      Thread.sleep(nextPause());
      starts++;
      try {
        // What it has left behind goes first.
        service().close();
        replace(start.get());
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        tell.accept("%s is up again after %s".formatted(name, seconds(took)));
        return true;
      } catch (RuntimeException e) {
        // Whatever it is, the next start may do better; nobody else will make one.
        if (isClosed()) {
          return false;
        }
        tell.accept("%s; trying again in %s".formatted(e.getMessage(), seconds(nextPause())));
      }
    }
  }

  private Duration nextPause() {
    return Duration.ofMillis(PAUSES.apply(starts + 1));
  }

  private synchronized void replace(S next) {
    service = next;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static String seconds(Duration duration) {
    return "%d.%d s".formatted(duration.toSeconds(), duration.toMillisPart() / 100);
  }
}
