package io.penstock.sinks;

/** Something that a batch needs is away. Nothing is wrong with the batch; it is tried again. */
final class UnavailableException extends Exception {
  UnavailableException(String message) {
    super(message);
  }

  UnavailableException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}
