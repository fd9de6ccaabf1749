package io.penstock.app.cli.deadletters;

import java.util.Locale;

/** Bytes for people: sixteen a line, in hex and as text. */
public final class Dump {
  private static final int BYTES_A_LINE = 16;

  private Dump() {}

  public static String of(byte[] bytes) {
    StringBuilder dump = new StringBuilder();
    for (int start = 0; start < bytes.length; start += BYTES_A_LINE) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = start; i < Math.min(bytes.length, start + BYTES_A_LINE); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
        text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      dump.append(String.format(Locale.ROOT, "%08x  %-48s |%s|%n", start, hex, text));
    }
    return dump.toString();
  }
}
