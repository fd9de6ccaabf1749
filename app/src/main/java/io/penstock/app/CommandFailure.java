package io.penstock.app;

/** A command could not do its work for a reason that people can act on; no stack trace is shown. */
final class CommandFailure extends RuntimeException {
  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
