package io.penstock.app.settings;

import io.penstock.schemas.Retention;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one process is configured with. The environment comes before the file. */
public final class PenstockConfig {
  /** Names the API for every command that asks it. */
  public static final String API_URL = "PENSTOCK_URL";

  /** Names the built-in fraud rules under which a few payers and cards may pay all day. */
  public static final String LOCAL_FRAUD_RULES = "built-in:local";

  /** Names the built-in fraud rules for trying things out by hand, with a few test cards. */
  public static final String DEMO_FRAUD_RULES = "built-in:demo";

  /** Read by the launcher, and by commands that ask the API. */
  private static final Set<String> READ_ELSEWHERE =
      Set.of("PENSTOCK_JAVA_HOME", "PENSTOCK_JAVA_OPTS", API_URL);

  private final Map<Setting, String> values;

  private PenstockConfig(Map<Setting, String> values) {
    this.values = values;
  }

  /** Exactly these settings, defaults for the rest. */
  public static PenstockConfig of(Map<Setting, String> values) {
    Map<Setting, String> checked = new EnumMap<>(Setting.class);
    values.forEach((setting, value) -> checked.put(setting, setting.checked(value)));
    return new PenstockConfig(checked);
  }

  /**
   * @param environment all of it; what does not begin with PENSTOCK_ is not ours
   * @param file properties with the same names, if one is given
   * @throws ConfigException if a name is unknown or a value is not of its kind
   */
  public static PenstockConfig from(Map<String, String> environment, @Nullable Path file) {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    if (file != null) {
      read(file)
          .forEach(
              (key, value) ->
                  values.put(Setting.of(key.toString(), file.toString()), value.toString()));
    }
    environment.forEach(
        (key, value) -> {
          if (Setting.isOurs(key) && !READ_ELSEWHERE.contains(key)) {
            values.put(Setting.of(key, "the environment"), value);
          }
        });
    return of(values);
  }

  /**
   * @throws ConfigException if it is neither given nor has a default
   */
  public String get(Setting setting) {
    return find(setting)
        .orElseThrow(
            () ->
                new ConfigException(
                    "%s is missing: set it in the environment or in a file given with --config (%s)"
                        .formatted(setting.key(), setting.meaning())));
  }

  public Optional<String> find(Setting setting) {
    return Optional.ofNullable(values.get(setting)).or(setting::defaultValue);
  }

  public int number(Setting setting) {
    return Integer.parseInt(get(setting));
  }

  public Duration millis(Setting setting) {
    return Duration.ofMillis(number(setting));
  }

  public Duration seconds(Setting setting) {
    return Duration.ofSeconds(number(setting));
  }

  Duration days(Setting setting) {
    return Duration.ofDays(number(setting));
  }

  /**
   * How long what has ended is remembered.
   *
   * @throws ConfigException if that is too short
   */
  public Retention retention() {
    try {
      return new Retention(days(Setting.ID_RETENTION_DAYS), days(Setting.HISTORY_RETENTION_DAYS));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s and %s: %s"
              .formatted(
                  Setting.ID_RETENTION_DAYS.key(),
                  Setting.HISTORY_RETENTION_DAYS.key(),
                  e.getMessage()));
    }
  }

  public Path path(Setting setting) {
    return Path.of(get(setting)).toAbsolutePath().normalize();
  }

  /** Copies to ask the broker for; -1 leaves it to the broker's own default. */
  public short replicationFactor() {
    return find(Setting.REPLICATION_FACTOR).map(Short::parseShort).orElse((short) -1);
  }

  /** Whether it was set, so that no default stands in for it. */
  public boolean isGiven(Setting setting) {
    return values.containsKey(setting);
  }

  /** What it was set to, if it was. */
  public Optional<String> given(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** The same but for these settings. */
  public PenstockConfig with(Map<Setting, String> changes) {
    Map<Setting, String> changed = new EnumMap<>(Setting.class);
    changed.putAll(values);
    changed.putAll(changes);
    return of(changed);
  }

  /**
   * The same for load: where no fraud rules were chosen, those that let a few test cards and payers
   * stand for everybody.
   */
  public PenstockConfig forLoad() {
    return isGiven(Setting.FRAUD_RULES)
        ? this
        : with(Map.of(Setting.FRAUD_RULES, LOCAL_FRAUD_RULES));
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
      return properties;
    } catch (IOException e) {
      throw new ConfigException("cannot read " + file + ": " + e.getMessage());
    }
  }
}
