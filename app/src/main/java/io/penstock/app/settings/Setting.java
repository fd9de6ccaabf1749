package io.penstock.app.settings;

import io.penstock.psp.stripe.StripeSettings;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One setting of the program; its name in the environment and in a file is {@link #key()}. */
public enum Setting {
  KAFKA_BOOTSTRAP_SERVERS(Kind.TEXT, null, "host:port of Kafka brokers, separated by commas"),
  SCHEMA_REGISTRY_URL(Kind.TEXT, null, "base URL of a Confluent-compatible schema registry"),
  POSTGRES_URL(
      Kind.TEXT,
      null,
      "JDBC URL of the database, with user and password; views answer from it what is older"),
  HTTP_HOST(Kind.TEXT, "0.0.0.0", "address that the listeners bind"),
  HTTP_PORT(Kind.PORT, "8080", "port of the public listener: API, health, metrics; 0: any"),
  HTTP_REQUESTS_IN_FLIGHT(
      Kind.POSITIVE, "2000", "most requests that ingest-api answers at a time; beyond: 503"),
  HTTP_UPLOADS_IN_FLIGHT(
      Kind.POSITIVE, "8", "most batches and settlement reports at a time, of 16 MiB; beyond: 429"),
  ROCKSDB_MEMORY_MB(
      Kind.POSITIVE, "256", "memory of all state stores on disk together, caches and buffers"),
  VIEWS_HOST(Kind.TEXT, "127.0.0.1", "name by which other instances reach these views"),
  VIEWS_PORT(Kind.PORT, "8090", "port of the views' internal listener; 0: any"),
  VIEWS_URL(Kind.TEXT, null, "where ingest-api asks the views: http://host:port of any instance"),
  STATE_DIR(Kind.TEXT, "data/streams", "directory of the local state of streams"),
  STREAMS_THREADS(Kind.POSITIVE, "2", "threads of each streams application"),
  STANDBY_REPLICAS(Kind.COUNT, "0", "further instances that keep a copy of each state store"),
  KEEP_READ_SECONDS(
      Kind.COUNT, "604800", "how long commands that all readers have read stay to be looked at"),
  PARTITIONS(
      Kind.POSITIVE,
      "4",
      "partitions that `topics create` gives to topics; unless set, `up` gives one a core, 2 to 4"),
  TOPIC_COMPRESSION(
      Kind.CODEC,
      "producer",
      "codec in which brokers keep topics of records; producer: as it was sent, by us in lz4"),
  REPLICATION_FACTOR(Kind.POSITIVE, null, "copies of each topic; without it the broker's default"),
  COMMIT_INTERVAL_MS(Kind.POSITIVE, "20", "milliseconds between commits of the ledger"),
  TRANSACTION_TIMEOUT_MS(
      Kind.POSITIVE,
      "4000",
      "when a lost instance's open transaction is given up; more than a commit"),
  ID_RETENTION_DAYS(
      Kind.POSITIVE, "30", "how long ids of transfers and requests are remembered at least"),
  HISTORY_RETENTION_DAYS(
      Kind.POSITIVE,
      "400",
      "how long ended payments and cases are remembered; Postgres keeps them"),
  FRAUD_RULES(
      Kind.TEXT,
      null,
      "file with the fraud rules, built-in:demo or built-in:local; without it those that protect"),
  FRAUD_VERDICT_TIMEOUT_MS(Kind.POSITIVE, "1000", "how long a payment waits for its verdict"),
  FRAUD_SILENCE_TIMEOUT_MS(
      Kind.POSITIVE, "60000", "how long the end of that wait may stay unanswered by the screening"),
  FRAUD_WITHOUT_VERDICT(Kind.POLICY, "closed", "closed: such a payment fails; open: it goes on"),
  AUTHORIZATION_LIFETIME_SECONDS(
      Kind.POSITIVE, "604800", "how long a payment may wait for its capture"),
  STRIPE_API_KEY(
      Kind.TEXT, null, "secret key of the Stripe account; `up` without it simulates one"),
  STRIPE_BASE_URL(Kind.TEXT, StripeSettings.REAL, "where Stripe's API is"),
  STRIPE_WEBHOOK_SECRET(Kind.TEXT, null, "with which Stripe signs its webhooks"),
  PSP_SETTLEMENT_INTERVAL_MS(Kind.POSITIVE, "10000", "how often settlement lines are fetched"),
  RECONCILIATION_WINDOW_SECONDS(Kind.POSITIVE, "259200", "by when a PSP has to settle"),
  RECONCILIATION_GRACE_SECONDS(Kind.COUNT, "86400", "after that, until it is called missing"),
  RECONCILIATION_PATIENCE_SECONDS(
      Kind.COUNT, "60", "how long a settlement line waits for its payment"),
  INSTANCE_ID(Kind.TEXT, null, "stable name of this instance: a restart keeps its partitions");

  private static final String PREFIX = "PENSTOCK_";

  private final Kind kind;
  private final @Nullable String defaultValue;
  private final String meaning;

  Setting(Kind kind, @Nullable String defaultValue, String meaning) {
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  public String key() {
    return PREFIX + name();
  }

  /** What it is, for people. */
  String meaning() {
    return meaning;
  }

  /** Which values it takes, for people. */
  String accepted() {
    return kind.description;
  }

  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** Refuses a value that is not of the setting's kind. */
  String checked(String value) {
    if (!kind.accepts(value)) {
      throw new ConfigException("%s: '%s' is not %s".formatted(key(), value, accepted()));
    }
    return value;
  }

  static boolean isOurs(String key) {
    return key.startsWith(PREFIX);
  }

  /**
   * @throws ConfigException if there is no such setting
   */
  static Setting of(String key, String origin) {
    return Arrays.stream(values())
        .filter(setting -> setting.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "unknown setting %s in %s; the settings are %s"
                        .formatted(key, origin, keys())));
  }

  private static String keys() {
    return Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(", "));
  }

  private enum Kind {
    TEXT("a text of at least one character"),
    PORT("a port, 0 to 65535"),
    COUNT("a whole number, 0 to 1000000"),
    POLICY("closed or open"),
    CODEC("producer, uncompressed, gzip, snappy, lz4 or zstd"),
    POSITIVE("a whole number, 1 to 1000000");

    private static final Set<String> CODECS =
        Set.of("producer", "uncompressed", "gzip", "snappy", "lz4", "zstd");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    private boolean accepts(String value) {
      return switch (this) {
        case TEXT -> !value.isBlank();
        case PORT -> isNumber(value, 0, 65_535);
        case COUNT -> isNumber(value, 0, 1_000_000);
        case POLICY -> value.equals("closed") || value.equals("open");
        case CODEC -> CODECS.contains(value);
        case POSITIVE -> isNumber(value, 1, 1_000_000);
      };
    }

    private static boolean isNumber(String value, int least, int most) {
      if (!value.matches("\\d{1,7}")) {
        return false;
      }
      int number = Integer.parseInt(value);
      return number >= least && number <= most;
    }
  }
}
