package io.penstock.app.roles;

import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles in the order in which they start: who answers comes before who asks. */
public enum RoleName {
  BALANCES("balances"),
  FRAUD("fraud"),
  PAYMENTS("payments"),
  RECONCILIATION("reconciliation"),
  PSP("psp"),
  VIEWS("views"),
  SINKS("sinks"),
  INGEST_API("ingest-api");

  private static final String ALL_TOPOLOGIES = "topologies";

  private final String word;

  RoleName(String word) {
    this.word = word;
  }

  Role create(RoleContext context) {
    return switch (this) {
      case BALANCES -> TopologyRole.balances(context);
      case FRAUD -> TopologyRole.fraud(context);
      case PAYMENTS -> TopologyRole.payments(context);
      case RECONCILIATION -> TopologyRole.reconciliation(context);
      case PSP -> new PspRole(context);
      case VIEWS -> new ViewsRole(context);
      case SINKS -> new SinksRole(context);
      case INGEST_API -> new IngestRole(context);
    };
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
    names.forEach(name -> name.required().forEach(config::get));
  }

  /** Whether it decides by the clock, and reads what is deleted once it is read. */
  boolean isTopology() {
    return switch (this) {
      case BALANCES, FRAUD, PAYMENTS, RECONCILIATION -> true;
      case PSP, VIEWS, SINKS, INGEST_API -> false;
    };
  }

  private List<Setting> required() {
    return switch (this) {
      case BALANCES, FRAUD, PAYMENTS, RECONCILIATION, VIEWS ->
          List.of(Setting.KAFKA_BOOTSTRAP_SERVERS, Setting.SCHEMA_REGISTRY_URL);
      case PSP ->
          List.of(
              Setting.KAFKA_BOOTSTRAP_SERVERS, Setting.SCHEMA_REGISTRY_URL, Setting.STRIPE_API_KEY);
      case SINKS ->
          List.of(
              Setting.KAFKA_BOOTSTRAP_SERVERS, Setting.SCHEMA_REGISTRY_URL, Setting.POSTGRES_URL);
      case INGEST_API ->
          List.of(Setting.KAFKA_BOOTSTRAP_SERVERS, Setting.SCHEMA_REGISTRY_URL, Setting.VIEWS_URL);
    };
  }

  private static Stream<RoleName> of(String word) {
    if (word.equals(ALL_TOPOLOGIES)) {
      return Stream.of(BALANCES, FRAUD, PAYMENTS, RECONCILIATION);
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
