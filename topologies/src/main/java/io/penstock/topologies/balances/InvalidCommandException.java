package io.penstock.topologies.balances;

/** A command that cannot even be answered: it goes to the dead-letter topic, and the stream on. */
final class InvalidCommandException extends RuntimeException {
  InvalidCommandException(String message) {
    super(message);
  }
}
