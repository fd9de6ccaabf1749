package io.penstock.ingest.commands;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits until Kafka has taken what was sent. */
public final class Deliveries {

  private Deliveries() {}

  /** Throws what went wrong itself, not wrapped. */
  public static void await(CompletableFuture<Void> sent) {
    try {
      sent.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
