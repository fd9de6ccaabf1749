package io.penstock.sinks.tables;

/** A record that can be read but says what cannot be. */
public final class UnfitRecordException extends Exception {
  public UnfitRecordException(String reason) {
    super(reason);
  }
}
