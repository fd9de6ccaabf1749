package io.penstock.app.process;

/** A command could not do its work for a reason that people can act on; no stack trace is shown. */
public final class CommandFailure extends RuntimeException {
  public CommandFailure(String message) {
    super(message);
  }

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
