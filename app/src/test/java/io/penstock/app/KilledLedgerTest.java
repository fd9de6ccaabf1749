package io.penstock.app;

import static io.penstock.schemas.Topics.ACCOUNT_BALANCES;
import static io.penstock.schemas.Topics.ACCOUNT_COMMANDS;
import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFERS_REQUESTED;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.domain.accounts.Accounts;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random transfers with duplicates, out of order, while the whole of Penstock is killed: each id
 * has one outcome, no money appears or is lost, and topic, state and Postgres agree. {@code
 * -Dkilled.transfers=N} runs another number, {@code -Dkilled.times=N} kills as often, {@code
 * -Dseed=N} is another traffic.
 */
class KilledLedgerTest {
  private static final int TRANSFERS = Integer.getInteger("killed.transfers", 8_000);
  private static final int KILLS = Integer.getInteger("killed.times", 1);
  private static final int ACCOUNTS = 1_000;
  private static final long FUNDING_MINOR = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path dir;

  @Test
  void losesNothing() throws Exception {
    long seed = Long.getLong("seed", 20261120L);
    List<TransferCommand> commands = RandomTraffic.transfers(TRANSFERS, ACCOUNTS, new Random(seed));
    UpProcess up = UpProcess.start(dir.resolve("data"));
    String[] ports = up.ports();
    try (var client = new TopicClient(up.address("kafka"), up.address("registry"))) {
      openAccounts(client);
      Thread sender = Thread.ofPlatform().start(() -> sendAll(client, commands));
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitOutcomes(client, TRANSFERS * kill / (KILLS + 1));
        up.process().destroyForcibly().waitFor();
        up = UpProcess.start(dir.resolve("data"), ports);
      }
      sender.join();
      client.flush();
      Map<String, TransferOutcome> outcomes = awaitOutcomes(client, TRANSFERS + ACCOUNTS);

      thenEachIdHasItsOutcome(outcomes, commands);
      Map<String, Long> expected = fold(outcomes);
      thenTopicAgrees(client, expected);
      thenPostgresAgrees(up.address("postgres"), expected);
      thenQueriesAgree(up, expected);
      thenLedgerVerifies(up);
    } finally {
      up.close();
    }
  }

  private static void openAccounts(TopicClient client) {
    for (int i = 0; i < ACCOUNTS; i++) {
      client.send(
          ACCOUNT_COMMANDS,
          RandomTraffic.account(i),
          new AccountCommand(
              "open",
              RandomTraffic.account(i),
              AccountAction.OPEN,
              new AccountOpening("owner", AccountType.WALLET, "USD", 0L, Map.of()),
              null,
              null));
    }
    Set<String> opened = new HashSet<>();
    client.read(
        ACCOUNT_OUTCOMES,
        (_, outcome) -> opened.add(outcome.getAccountId()),
        () -> opened.size() == ACCOUNTS,
        PATIENCE);
    for (int i = 0; i < ACCOUNTS; i++) {
      client.send(
          TRANSFERS_REQUESTED,
          RandomTraffic.account(i),
          TopicClient.transfer("fund-" + i, "world:USD", RandomTraffic.account(i), FUNDING_MINOR));
    }
    awaitOutcomes(client, ACCOUNTS);
  }

  private static void sendAll(TopicClient client, List<TransferCommand> commands) {
    commands.forEach(c -> client.send(TRANSFERS_REQUESTED, c.getDebitAccountId(), c));
  }

  /** Reads first outcomes until so many ids have one; a second one of an id fails at once. */
  private static Map<String, TransferOutcome> awaitOutcomes(TopicClient client, int ids) {
    Map<String, TransferOutcome> first = new HashMap<>();
    client.read(
        TRANSFER_OUTCOMES,
        (_, outcome) -> {
          if (!outcome.getRepeated()) {
            assertThat(first.put(outcome.getTransferId(), outcome))
                .as("an earlier outcome of " + outcome.getTransferId())
                .isNull();
          }
        },
        () -> first.size() >= ids,
        PATIENCE);
    return first;
  }

  private static void thenEachIdHasItsOutcome(
      Map<String, TransferOutcome> outcomes, List<TransferCommand> commands) {
    assertThat(outcomes).hasSize(TRANSFERS + ACCOUNTS);
    assertThat(commands).allSatisfy(c -> assertThat(outcomes).containsKey(c.getTransferId()));
    assertThat(outcomes.values())
        .allSatisfy(
            o -> assertThat(o.getStatus()).isIn(TransferStatus.POSTED, TransferStatus.DECLINED));
  }

  /** The balances that follow from the outcomes. */
  private static Map<String, Long> fold(Map<String, TransferOutcome> outcomes) {
    Map<String, Long> balances = new HashMap<>();
    for (TransferOutcome outcome : outcomes.values()) {
      if (outcome.getStatus() == TransferStatus.POSTED) {
        var credit = outcome.getCredits().getFirst();
        balances.merge(outcome.getDebitAccountId(), -credit.getAmountMinor(), Math::addExact);
        balances.merge(credit.getAccountId(), credit.getAmountMinor(), Math::addExact);
      }
    }
    assertThat(balances.values().stream().reduce(0L, Math::addExact)).isZero();
    assertThat(balances.entrySet())
        .allSatisfy(e -> assertThat(e.getKey().equals("world:USD") || e.getValue() >= 0).isTrue());
    return balances;
  }

  private static void thenTopicAgrees(TopicClient client, Map<String, Long> expected) {
    Map<String, AccountBalance> latest = new HashMap<>();
    AtomicInteger wrong = new AtomicInteger(expected.size());
    client.read(
        ACCOUNT_BALANCES,
        (_, balance) -> latest.put(balance.getAccountId() + "/" + balance.getShard(), balance),
        () -> {
          Map<String, Long> posted = new HashMap<>();
          latest
              .values()
              .forEach(
                  b ->
                      posted.merge(
                          b.getAccountId(), Accounts.posted(b.getCounters()), Math::addExact));
          wrong.set(posted.equals(expected) ? 0 : 1);
          return wrong.get() == 0;
        },
        PATIENCE);
  }

  private static void thenPostgresAgrees(String url, Map<String, Long> expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(
                      query(
                          url,
                          """
                          SELECT account_id, sum(CASE direction WHEN 'credit' THEN amount_minor
                              ELSE -amount_minor END) FROM ledger_entries GROUP BY account_id
                          """))
                  .isEqualTo(expected);
              assertThat(
                      query(
                          url,
                          "SELECT account_id, sum(posted_minor) FROM accounts GROUP BY account_id"))
                  .isEqualTo(expected);
            });
  }

  private static Map<String, Long> query(String url, String sql) throws SQLException {
    Map<String, Long> rows = new HashMap<>();
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.put(result.getString(1), result.getLong(2));
      }
    }
    return rows;
  }

  private static void thenQueriesAgree(UpProcess up, Map<String, Long> expected) throws Exception {
    for (int i = 0; i < ACCOUNTS; i += 50) {
      String path = "/accounts/" + RandomTraffic.account(i);
      assertThat(up.get(path).body())
          .contains("\"posted\":" + expected.get(RandomTraffic.account(i)) + ",");
    }
  }

  private void thenLedgerVerifies(UpProcess up) throws IOException {
    Path config = dir.resolve("penstock.properties");
    Files.writeString(
        config,
        "PENSTOCK_KAFKA_BOOTSTRAP_SERVERS=%s%nPENSTOCK_SCHEMA_REGISTRY_URL=%s%n"
            .formatted(up.address("kafka"), up.address("registry")));
    assertThat(Penstock.commandLine().execute("ledger", "verify", "--config", config.toString()))
        .isZero();
  }
}
