package io.penstock.domain.reconciliation;

/** A settlement line that cannot be understood; the message says why. */
public final class InvalidLineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidLineException(String reason) {
    super(reason);
  }
}
