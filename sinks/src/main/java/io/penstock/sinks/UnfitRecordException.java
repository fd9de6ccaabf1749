package io.penstock.sinks;

/** A record that can be read but says what cannot be. */
final class UnfitRecordException extends Exception {
  UnfitRecordException(String reason) {
    super(reason);
  }
}
