package io.penstock.app.settings;

/** The configuration cannot be used; the message names the setting and what to do. */
public final class ConfigException extends RuntimeException {
  public ConfigException(String message) {
    super(message);
  }
}
