package io.penstock.app.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A command that runs until Ctrl-C or SIGTERM, and then ends in good order. */
public final class LongRunning {
  private static final long PATIENCE_SECONDS = 20;

  private final Opened opened = new Opened();
  private final CountDownLatch startEnded = new CountDownLatch(1);
  private final AtomicBoolean failed = new AtomicBoolean();

  /** What brings the command up; all that must be closed is added to what has been opened. */
  @FunctionalInterface
  public interface Start {
    void into(Opened opened) throws Exception;
  }

  /** Returns only by an exception, if the start fails. */
  public static int run(Start start) throws Exception {
    return new LongRunning().untilStopped(start);
  }

  private int untilStopped(Start start) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try {
      start.into(opened);
    } catch (Exception e) {
      if (!opened.isClosed()) {
        failed.set(true);
        opened.close();
        throw e;
      }
    } finally {
      startEnded.countDown();
    }
    new CountDownLatch(1).await();
    return 0;
  }

  /** To be stopped is no failure: exit code 0. Where the start failed, its own code stands. */
  private void stop() {
    if (failed.get()) {
      return;
    }
    opened.close();
    try {
      // What was starting when the signal came closes itself; it must not be left behind.
      var _ = startEnded.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
