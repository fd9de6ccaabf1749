package io.penstock.topologies;

import io.penstock.streams.RefusedRecordException;

/** A record that cannot even be answered: it goes to the dead-letter topic, and the stream on. */
public final class InvalidRecordException extends RefusedRecordException {
  public InvalidRecordException(String message) {
    super(message);
  }

  public InvalidRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
