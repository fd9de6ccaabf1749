package io.penstock.chaos.world;

import java.io.IOException;

/** A server that dies at a blow and starts again on what it left. */
public interface Restartable {
  /** {@code kill -9}. */
  void kill() throws IOException, InterruptedException;

  /** Starts it anew where it has ended. */
  void startAgain() throws IOException, InterruptedException;
}
