package io.penstock.ingest.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Does the same with many things at once, each on a virtual thread. */
public final class InParallel {
  private static final int AT_ONCE = 64;

  private InParallel() {}

  /** Results in the order of the items. The first failure is thrown once all are done. */
  public static <T, R> List<R> map(List<T> items, Function<T, R> work) {
    if (items.size() == 1) {
      return List.of(work.apply(items.getFirst()));
    }
    var free = new Semaphore(AT_ONCE);
    List<Future<R>> running = new ArrayList<>(items.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T item : items) {
        free.acquireUninterruptibly();
        running.add(
            threads.submit(
                () -> {
                  try {
                    return work.apply(item);
                  } finally {
                    free.release();
                  }
                }));
      }
    }
    return running.stream().map(InParallel::result).toList();
  }

  private static <R> R result(Future<R> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
