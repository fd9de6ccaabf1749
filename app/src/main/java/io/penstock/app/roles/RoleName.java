package io.penstock.app.roles;

import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles in the order in which they start: who answers comes before who asks. */
@SuppressWarnings(
    "ImmutableEnumChecker") // Nothing changes the lists, and constructors keep nothing.
public enum RoleName {
  BALANCES("balances", TopologyRole::balances),
  FRAUD("fraud", TopologyRole::fraud),
  PAYMENTS("payments", TopologyRole::payments),
  RECONCILIATION("reconciliation", TopologyRole::reconciliation),
  PSP("psp", PspRole::new, Setting.STRIPE_API_KEY),
  VIEWS("views", ViewsRole::new),
  SINKS("sinks", SinksRole::new, Setting.POSTGRES_URL),
  INGEST_API("ingest-api", IngestRole::new, Setting.VIEWS_URL);

  private static final String ALL_TOPOLOGIES = "topologies";
  private static final List<RoleName> TOPOLOGIES =
      List.of(BALANCES, FRAUD, PAYMENTS, RECONCILIATION);

  final String word;
  private final Function<RoleContext, Role> create;
  private final List<Setting> required;

  /**
   * @param further settings that it cannot do without, besides those of Kafka and the registry
   */
  RoleName(String word, Function<RoleContext, Role> create, Setting... further) {
    this.word = word;
    this.create = create;
    Stream<Setting> always =
        Stream.of(Setting.KAFKA_BOOTSTRAP_SERVERS, Setting.SCHEMA_REGISTRY_URL);
    this.required = Stream.concat(always, Stream.of(further)).toList();
  }

  Role create(RoleContext context) {
    return create.apply(context);
  }

  public static List<RoleName> all() {
    return List.of(values());
  }

  /**
   * The roles that words name, each once.
   *
   * @throws ConfigException if a word names no role
   */
  public static List<RoleName> of(List<String> words) {
    return words.stream().flatMap(RoleName::of).distinct().sorted().toList();
  }

  /**
   * @throws ConfigException if a setting is missing that one of the roles cannot do without
   */
  public static void requireSettings(List<RoleName> names, PenstockConfig config) {
    names.forEach(name -> name.required.forEach(config::get));
  }

  /** Whether it decides by the clock, and reads what is deleted once it is read. */
  boolean isTopology() {
    return TOPOLOGIES.contains(this);
  }

  private static Stream<RoleName> of(String word) {
    if (word.equals(ALL_TOPOLOGIES)) {
      return TOPOLOGIES.stream();
    }
    List<RoleName> found = Arrays.stream(values()).filter(role -> role.word.equals(word)).toList();
    if (found.isEmpty()) {
      String known =
          Arrays.stream(values()).map(role -> role.word).collect(Collectors.joining(", "));
      throw new ConfigException(
          "unknown role '%s'; the roles are %s, and %s for all topologies"
              .formatted(word, known, ALL_TOPOLOGIES));
    }
    return found.stream();
  }
}
