package io.penstock.chaos.world;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started; all of it ends, the last first, also where this process is told to stop. */
final class Opened implements AutoCloseable {
  private final Deque<AutoCloseable> stack = new ArrayDeque<>();
  private final Thread atExit = new Thread(this::closeAll, "end-processes");

  Opened() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  synchronized <T extends AutoCloseable> T add(T each) {
    stack.push(each);
    return each;
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }

  private synchronized void closeAll() {
    while (!stack.isEmpty()) {
      try {
        stack.pop().close();
      } catch (Exception e) {
        System.err.println("penstock: did not close: " + e);
      }
    }
  }
}
