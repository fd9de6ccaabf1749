package io.penstock.app.local;

import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;

/**
 * Starts `up` on its ports. One that it chose itself may be taken before it is listened on, since
 * nothing keeps out a process that names it: then all is started anew on others, a few times.
 */
public record LocalStart(LocalState state, LocalPorts.Wanted wanted, Progress progress) {
  private static final int MOST_TRIES = 4;

  /** Brings everything up on these ports; all that must be closed is added to what is opened. */
  @FunctionalInterface
  public interface Start<T> {
    T on(LocalPorts ports, Opened opened) throws Exception;
  }

  /**
   * What runs, and where.
   *
   * @param result of the start
   * @param ports it has
   */
  public record Begun<T>(T result, LocalPorts ports) {}

  public <T> Begun<T> run(Start<T> start, Opened opened) throws Exception {
    for (int tries = 1; true; tries++) {
      Opened tried = opened.add(new Opened());
      LocalPorts ports = LocalPorts.choose(wanted, state, tried);
      try {
        return new Begun<>(start.on(ports, tried), ports);
      } catch (Exception e) {
        tried.close();
        if (tries == MOST_TRIES || opened.isClosed() || !ports.wereTaken(e)) {
          throw e;
        }
        progress.tell("another process took a port meanwhile; starting again on others");
      }
    }
  }
}
