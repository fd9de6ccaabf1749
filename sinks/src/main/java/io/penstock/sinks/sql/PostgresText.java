package io.penstock.sinks.sql;

/** Postgres has no text with the character 0; the replacement character stands in for it. */
public final class PostgresText {
  private static final char REPLACEMENT = '\uFFFD';

  private PostgresText() {}

  public static String of(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', REPLACEMENT);
  }
}
