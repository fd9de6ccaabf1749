package io.penstock.psp.connector;

/** A PSP that can be reached does not answer a question: it would not the next time either. */
public final class PspRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public PspRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
