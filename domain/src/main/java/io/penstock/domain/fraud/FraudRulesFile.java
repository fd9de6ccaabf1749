package io.penstock.domain.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.domain.Currencies;
import io.penstock.domain.fraud.FraudRules.AmountLimit;
import io.penstock.domain.fraud.FraudRules.CountLimit;
import io.penstock.domain.fraud.FraudRules.FirstPaymentLimit;
import io.penstock.domain.fraud.FraudRules.HistoryLimit;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rules as a properties file; the defaults are one, with a comment at each line. A file stands for
 * itself: a rule whose lines are missing is off.
 */
public final class FraudRulesFile {
  private static final String DEFAULTS = "fraud-rules.properties";
  private static final String DEMO = "fraud-rules-demo.properties";
  private static final String LOCAL = "fraud-rules-local.properties";
  private static final String TIMES = "times.";

  private final Properties lines = new Properties();

  private FraudRulesFile(Reader reader) throws IOException {
    lines.load(reader);
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if a line is missing, unknown or out of range, naming it
   */
  public static FraudRules read(Reader reader) throws IOException {
    var file = new FraudRulesFile(reader);
    String version = file.take("version", Function.identity());
    FraudRules rules =
        new FraudRules(version, file.subject("payer"), file.subject("card"), file.times());
    if (!file.lines.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown: " + String.join(", ", file.lines.stringPropertyNames()));
    }
    return rules;
  }

  /** The rules that hold where nobody says otherwise. */
  public static FraudRules defaults() {
    return builtIn(DEFAULTS);
  }

  /** Rules for trying things out with a few test cards: they stop a loop, and nobody by hand. */
  public static FraudRules demo() {
    return builtIn(DEMO);
  }

  /** Rules that stop next to nothing, for a machine on which few test cards pay for everybody. */
  public static FraudRules local() {
    return builtIn(LOCAL);
  }

  private static FraudRules builtIn(String name) {
    InputStream file = Objects.requireNonNull(FraudRulesFile.class.getResourceAsStream(name), name);
    try (Reader reader = new InputStreamReader(file, UTF_8)) {
      return read(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Long> times() {
    Map<String, Long> times = new HashMap<>();
    for (String line : lines.stringPropertyNames()) {
      if (line.startsWith(TIMES)) {
        String currency = line.substring(TIMES.length());
        if (!Currencies.isCurrent(currency)) {
          throw new IllegalArgumentException(line + ": there is no such currency");
        }
        times.put(currency, number(line));
      }
    }
    return times;
  }

  private SubjectRules subject(String subject) {
    return new SubjectRules(
        rule(
            subject + ".count",
            key -> new CountLimit(number(key + ".most"), duration(key + ".window"))),
        rule(
            subject + ".amount",
            key -> new AmountLimit(number(key + ".most-minor"), duration(key + ".window"))),
        rule(
            subject + ".history",
            key ->
                new HistoryLimit(
                    number(key + ".factor"),
                    number(key + ".after-payments"),
                    number(key + ".from-minor"))),
        rule(subject + ".first-payment", key -> new FirstPaymentLimit(number(key + ".from-minor"))),
        rule(
            subject + ".sustained",
            key -> new CountLimit(number(key + ".most"), duration(key + ".window"))));
  }

  private <R> @Nullable R rule(String key, Function<String, R> limits) {
    boolean isGiven =
        lines.stringPropertyNames().stream().anyMatch(line -> line.startsWith(key + "."));
    if (!isGiven) {
      return null;
    }
    try {
      return limits.apply(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  private long number(String key) {
    return take(key, Long::parseLong);
  }

  private Duration duration(String key) {
    return take(key, Duration::parse);
  }

  private <T> T take(String key, Function<String, T> parser) {
    String value = lines.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    lines.remove(key);
    try {
      return parser.apply(value.strip());
    } catch (NumberFormatException | DateTimeParseException e) {
      throw new IllegalArgumentException(key + " is neither a number nor a duration: " + value, e);
    }
  }
}
