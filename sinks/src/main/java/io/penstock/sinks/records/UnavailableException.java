package io.penstock.sinks.records;

/** Something that a batch needs is away. Nothing is wrong with the batch; it is tried again. */
public final class UnavailableException extends Exception {
  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}
