package io.penstock.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The currencies and funds that ISO 4217 lists as current, with their minor units. The table {@code
 * iso-4217.csv} names the amendment it follows; the JDK's own table is no substitute, since it also
 * holds withdrawn currencies and changes with the JDK.
 */
public final class Currencies {
  private static final Map<String, Integer> MINOR_UNITS = read("iso-4217.csv");

  private Currencies() {}

  /** Whether money may be written in this currency; codes are upper case. */
  public static boolean isCurrent(String code) {
    return MINOR_UNITS.containsKey(code);
  }

  /**
   * Digits behind the decimal point: 2 for USD, 0 for JPY.
   *
   * @throws IllegalArgumentException if the currency is not current
   */
  public static int minorUnits(String code) {
    Integer digits = MINOR_UNITS.get(code);
    if (digits == null) {
      throw new IllegalArgumentException("not a current ISO 4217 currency: " + code);
    }
    return digits;
  }

  private static Map<String, Integer> read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Currencies.class.getResourceAsStream(resource), resource)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Integer> parse(String table) {
    Map<String, Integer> units = new HashMap<>();
    table
        .lines()
        .filter(line -> !line.startsWith("#"))
        .skip(1)
        .forEach(line -> units.put(line.substring(0, 3), Integer.valueOf(line.substring(4))));
    return Map.copyOf(units);
  }
}
