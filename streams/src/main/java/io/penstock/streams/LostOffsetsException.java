package io.penstock.streams;

/** A group cannot go on where it was, and may not start over: a person has to look. */
public final class LostOffsetsException extends RuntimeException {
  public LostOffsetsException(String message) {
    super(message);
  }
}
