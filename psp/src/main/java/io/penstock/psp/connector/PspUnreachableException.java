package io.penstock.psp.connector;

/** The call was certainly not carried out; it may be made again later. */
public final class PspUnreachableException extends Exception {
  public PspUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
