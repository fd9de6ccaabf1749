package io.penstock.streams;

/**
 * A record that is refused before anything was written for it: it goes to the dead letters, and the
 * stream on. Thrown after a write it would commit half a decision.
 */
public class RefusedRecordException extends RuntimeException {
  public RefusedRecordException(String message) {
    super(message);
  }

  public RefusedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
