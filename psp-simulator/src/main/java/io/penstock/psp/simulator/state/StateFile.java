package io.penstock.psp.simulator.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * All that the simulator knows, in one file. One thread runs every change, one after another, and
 * answers only once it is committed; changes that wait together share a commit. That thread is
 * never interrupted, which would close the file.
 */
public final class StateFile implements AutoCloseable {
  private static final int COMPACTION_MILLIS = 200;

  /** Small: each commit writes the pages that it touched. */
  private static final int PAGE_BYTES = 4_096;

  private final MVStore store;
  private final LinkedBlockingQueue<Task<?>> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;
  private volatile boolean closing;

  private StateFile(MVStore store) {
    this.store = store;
    this.writer = Thread.ofPlatform().name("psp-simulator-state").start(this::work);
  }

  /** Opens or creates the file in this directory. */
  public static StateFile open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String file = directory.resolve("psp-simulator.mv").toAbsolutePath().toString();
    // A commit in the midst of a change would make half of it durable.
    MVStore store =
        new MVStore.Builder()
            .fileName(file)
            .autoCommitDisabled()
            .pageSplitSize(PAGE_BYTES)
            .compress()
            .open();
    // Old versions serve nobody; keeping them 45 seconds would make the file huge under load.
    store.setRetentionTime(0);
    store.setVersionsToKeep(0);
    store.compactFile(COMPACTION_MILLIS);
    return new StateFile(store);
  }

  public MVMap<String, String> map(String name) {
    return store.openMap(name);
  }

  /**
   * Runs this alone, commits, and gives back its result. What it throws is thrown here, after its
   * changes were committed all the same: a declined charge is remembered.
   */
  public <T> T change(Supplier<T> work) {
    Task<T> task = new Task<>(work, new CompletableFuture<>());
    waiting.add(task);
    if (closing) {
      task.done.cancel(false);
    }
    try {
      return task.done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void work() {
    List<Task<?>> batch = new ArrayList<>();
    while (!closing || !waiting.isEmpty()) {
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        continue;
      }
      waiting.drainTo(batch);
      List<Runnable> answers = batch.stream().<Runnable>map(Task::run).toList();
      if (store.hasUnsavedChanges()) {
        store.commit();
      }
      answers.forEach(Runnable::run);
      batch.clear();
    }
  }

  @Override
  public void close() {
    closing = true;
    waiting.add(new Task<>(() -> true, new CompletableFuture<>()));
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting.forEach(task -> task.done.cancel(false));
    store.close();
  }

  private record Task<T>(Supplier<T> work, CompletableFuture<T> done) {
    /** Does the work; what is returned tells whoever waits. */
    Runnable run() {
      if (done.isDone()) {
        return () -> {};
      }
      try {
        T result = work.get();
        return () -> done.complete(result);
      } catch (RuntimeException e) {
        return () -> done.completeExceptionally(e);
      }
    }
  }
}
