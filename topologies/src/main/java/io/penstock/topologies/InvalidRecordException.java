package io.penstock.topologies;

/** A record that cannot even be answered: it goes to the dead-letter topic, and the stream on. */
public final class InvalidRecordException extends RuntimeException {
  public InvalidRecordException(String message) {
    super(message);
  }
}
