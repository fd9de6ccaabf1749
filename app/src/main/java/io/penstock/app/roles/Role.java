package io.penstock.app.roles;

import io.javalin.config.JavalinConfig;
import java.util.Optional;

/** One part of Penstock that a process can play, alone or beside others. */
interface Role extends AutoCloseable {
  /** Adds what it serves to the public listener, before anything starts. */
  default void addTo(JavalinConfig listener) {}

  /** Begins to work; returns at once. */
  default void start() {}

  /** Whether it does its work: joined, restored, connected. */
  default boolean isReady() {
    return true;
  }

  /** What keeps it from being ready, as a sentence, where it is known. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** False when only a restart of the process can help. */
  default boolean isAlive() {
    return true;
  }

  /** Ends its work cleanly, whether started or not. */
  @Override
  void close();
}
