package io.penstock.app.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened so far; all of it is closed once, the last first, also in mid-start. */
public final class Opened implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Opened.class);

  private final Deque<AutoCloseable> stack = new ArrayDeque<>();
  private boolean closed;

  /** Keeps it until the end; what comes after the end is closed at once. */
  public synchronized <T extends AutoCloseable> T add(T resource) {
    if (closed) {
      close(resource);
      throw new IllegalStateException("stopped while starting");
    }
    stack.push(resource);
    return resource;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!stack.isEmpty()) {
      close(stack.pop());
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.error("{} did not close", resource, e);
    }
  }
}
