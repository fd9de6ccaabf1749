package io.penstock.app;

/** The configuration cannot be used; the message names the setting and what to do. */
final class ConfigException extends RuntimeException {
  ConfigException(String message) {
    super(message);
  }
}
