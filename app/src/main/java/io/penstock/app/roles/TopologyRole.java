package io.penstock.app.roles;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.app.roles.streams.BrokerClock;
import io.penstock.app.roles.streams.StreamsRunner;
import io.penstock.app.settings.ConfigException;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.domain.fraud.FraudRules;
import io.penstock.domain.fraud.FraudRulesFile;
import io.penstock.domain.payments.PaymentRules;
import io.penstock.domain.reconciliation.FeeTolerance;
import io.penstock.domain.reconciliation.ReconciliationRules;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topics;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.TopologySettings;
import io.penstock.topologies.balances.BalancesTopology;
import io.penstock.topologies.fraud.FraudTopology;
import io.penstock.topologies.payments.PaymentsTopology;
import io.penstock.topologies.reconciliation.ReconciliationTopology;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;

/** One topology, exactly once. */
public final class TopologyRole implements Role {
  /** Commits of a topology whose results no request waits for. */
  private static final Duration NOBODY_WAITS = Duration.ofMillis(200);

  private final StreamsRunner runner;
  private final BrokerClock clock;

  private TopologyRole(
      RoleContext context,
      String applicationId,
      String deadLetters,
      StreamsRunner.Trace trace,
      Duration leastCommitInterval,
      Consumer<StreamsBuilder> topology) {
    PenstockConfig config = context.config();
    long commitMs =
        Math.max(config.number(Setting.COMMIT_INTERVAL_MS), leastCommitInterval.toMillis());
    Properties settings =
        new TopologySettings(
                config.get(Setting.KAFKA_BOOTSTRAP_SERVERS),
                config.get(Setting.SCHEMA_REGISTRY_URL),
                config.path(Setting.STATE_DIR),
                config.number(Setting.STREAMS_THREADS),
                config.number(Setting.STANDBY_REPLICAS),
                context.replicas(),
                commitMs,
                config.number(Setting.TRANSACTION_TIMEOUT_MS),
                config.find(Setting.INSTANCE_ID).orElse(null))
            .properties(applicationId, deadLetters);
    clock = context.clock();
    runner = new StreamsRunner(settings, topology, trace, clock, context.meters());
  }

  /** The ledger engine: decides every transfer. */
  static Role balances(RoleContext context) {
    int partitions = context.partitions();
    Duration idRetention = context.config().retention().ids();
    return new TopologyRole(
        context,
        Readers.BALANCES,
        Topics.BALANCES_DEAD_LETTERS,
        new StreamsRunner.Trace(Topics.ACCOUNT_BALANCES, StoreCatalogue.ACCOUNTS.name()),
        Duration.ZERO,
        builder -> BalancesTopology.build(builder, partitions, idRetention));
  }

  /** Decides each payment's fate. */
  static Role payments(RoleContext context) {
    int partitions = context.partitions();
    MeterRegistry meters = context.meters();
    PaymentRules rules = paymentRules(context.config());
    Retention retention = context.config().retention();
    return new TopologyRole(
        context,
        Readers.PAYMENTS,
        Topics.PAYMENTS_DEAD_LETTERS,
        new StreamsRunner.Trace(Topics.PAYMENT_EVENTS, StoreCatalogue.OPEN_PAYMENTS.name()),
        Duration.ZERO,
        builder -> PaymentsTopology.build(builder, partitions, rules, retention, meters));
  }

  /** Screens payments. */
  static Role fraud(RoleContext context) {
    int partitions = context.partitions();
    MeterRegistry meters = context.meters();
    FraudRules rules = fraudRules(context.config().find(Setting.FRAUD_RULES));
    return new TopologyRole(
        context,
        Readers.FRAUD,
        Topics.FRAUD_DEAD_LETTERS,
        new StreamsRunner.Trace(Topics.FRAUD_VERDICTS, StoreCatalogue.SUBJECT_HISTORIES.name()),
        Duration.ZERO,
        builder -> FraudTopology.build(builder, partitions, rules, meters));
  }

  /** Compares what moved at PSPs with what they report. */
  static Role reconciliation(RoleContext context) {
    MeterRegistry meters = context.meters();
    ReconciliationRules rules = reconciliationRules(context.config());
    Duration retention = context.config().retention().history();
    return new TopologyRole(
        context,
        Readers.RECONCILIATION,
        Topics.RECONCILIATION_DEAD_LETTERS,
        new StreamsRunner.Trace(Topics.RECONCILIATION_RESULTS, StoreCatalogue.OPEN_CASES.name()),
        NOBODY_WAITS,
        builder -> ReconciliationTopology.build(builder, rules, retention, meters));
  }

  @Override
  public void start() {
    runner.start();
  }

  @Override
  public boolean isReady() {
    return runner.isReady();
  }

  @Override
  public Optional<String> trouble() {
    return clock.trouble();
  }

  @Override
  public boolean isAlive() {
    return runner.isAlive();
  }

  @Override
  public void close() {
    runner.close();
  }

  private static PaymentRules paymentRules(PenstockConfig config) {
    boolean goesOn = config.get(Setting.FRAUD_WITHOUT_VERDICT).equals("open");
    return PaymentRules.DEFAULT
        .withVerdictTimeout(
            config.millis(Setting.FRAUD_VERDICT_TIMEOUT_MS),
            goesOn ? PaymentRules.WithoutVerdict.OPEN : PaymentRules.WithoutVerdict.CLOSED)
        .withNobodyScreensAfter(config.millis(Setting.FRAUD_SILENCE_TIMEOUT_MS))
        .withAuthorizationLifetime(config.seconds(Setting.AUTHORIZATION_LIFETIME_SECONDS));
  }

  private static FraudRules fraudRules(Optional<String> file) {
    if (file.isEmpty()) {
      return FraudRulesFile.defaults();
    }
    return switch (file.get()) {
      case PenstockConfig.LOCAL_FRAUD_RULES -> FraudRulesFile.local();
      case PenstockConfig.DEMO_FRAUD_RULES -> FraudRulesFile.demo();
      default -> fraudRules(Path.of(file.get()));
    };
  }

  private static FraudRules fraudRules(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return FraudRulesFile.read(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          "%s: %s cannot be read: %s".formatted(Setting.FRAUD_RULES.key(), file, e.getMessage()));
    }
  }

  private static ReconciliationRules reconciliationRules(PenstockConfig config) {
    return new ReconciliationRules(
        config.seconds(Setting.RECONCILIATION_WINDOW_SECONDS),
        config.seconds(Setting.RECONCILIATION_GRACE_SECONDS),
        config.seconds(Setting.RECONCILIATION_PATIENCE_SECONDS),
        FeeTolerance.DEFAULT);
  }
}
