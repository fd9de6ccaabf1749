package io.penstock.embedded;

import java.util.concurrent.CompletableFuture;

/** A service with a process of its own, beside ours. */
public interface Service extends AutoCloseable {
  /** Completed when the process has ended, whoever ended it. */
  public CompletableFuture<?> ended();

  @Override
  public void close();
}
