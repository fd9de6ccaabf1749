package io.penstock.app.process;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What work in other threads has led to. */
public final class Results {
  private Results() {}

  /** Waits for it; its failure is thrown as it is, where it is unchecked. */
  public static <T> T of(Future<T> work) {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while starting", e);
    }
  }
}
