package io.penstock.app;

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
final class PenstockConfig {
  /** Read by the launcher, and by commands that ask the API. */
  private static final Set<String> READ_ELSEWHERE =
      Set.of("PENSTOCK_JAVA_HOME", "PENSTOCK_JAVA_OPTS", ApiAddress.VARIABLE);

  private final Map<Setting, String> values;

  private PenstockConfig(Map<Setting, String> values) {
    this.values = values;
  }

  /** Exactly these settings, defaults for the rest. */
  static PenstockConfig of(Map<Setting, String> values) {
    Map<Setting, String> checked = new EnumMap<>(Setting.class);
    values.forEach((setting, value) -> checked.put(setting, setting.checked(value)));
    return new PenstockConfig(checked);
  }

  /**
   * @param environment all of it; what does not begin with PENSTOCK_ is not ours
   * @param file properties with the same names, if one is given
   * @throws ConfigException if a name is unknown or a value is not of its kind
   */
  static PenstockConfig from(Map<String, String> environment, @Nullable Path file) {
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
  String get(Setting setting) {
    return find(setting)
        .orElseThrow(
            () ->
                new ConfigException(
                    "%s is missing: set it in the environment or in a file given with --config (%s)"
                        .formatted(setting.key(), setting.meaning())));
  }

  Optional<String> find(Setting setting) {
    return Optional.ofNullable(values.get(setting)).or(setting::defaultValue);
  }

  int number(Setting setting) {
    return Integer.parseInt(get(setting));
  }

  Duration millis(Setting setting) {
    return Duration.ofMillis(number(setting));
  }

  Duration seconds(Setting setting) {
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
  Retention retention() {
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

  Path path(Setting setting) {
    return Path.of(get(setting)).toAbsolutePath().normalize();
  }

  /** Copies to ask the broker for; -1 leaves it to the broker's own default. */
  short replicationFactor() {
    return find(Setting.REPLICATION_FACTOR).map(Short::parseShort).orElse((short) -1);
  }

  /** Whether it was set, so that no default stands in for it. */
  boolean isGiven(Setting setting) {
    return values.containsKey(setting);
  }

  /** What it was set to, if it was. */
  Optional<String> given(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** The same but for these settings. */
  PenstockConfig with(Map<Setting, String> changes) {
    Map<Setting, String> changed = new EnumMap<>(Setting.class);
    changed.putAll(values);
    changed.putAll(changes);
    return of(changed);
  }

  /**
   * The same for load: where no fraud rules were chosen, those that let a few test cards and payers
   * stand for everybody.
   */
  PenstockConfig forLoad() {
    return isGiven(Setting.FRAUD_RULES)
        ? this
        : with(Map.of(Setting.FRAUD_RULES, TopologyRole.LOCAL_RULES));
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
