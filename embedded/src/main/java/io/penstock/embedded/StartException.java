package io.penstock.embedded;

/** A service of this machine did not come up; the message says which, why, and where its log is. */
public final class StartException extends RuntimeException {
  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
