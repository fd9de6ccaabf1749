package io.penstock.app;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.app.process.Opened;
import io.penstock.app.roles.streams.BrokerBeats;
import io.penstock.app.roles.streams.BrokerClock;
import io.penstock.app.roles.streams.StreamsRunner;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Readers;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.topologies.TopologySettings;
import io.penstock.topologies.balances.BalancesTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ledger on a machine whose clock is an hour ahead, and one beside it that is right. */
@Timeout(value = 3, unit = MINUTES)
class HourAheadTest {
  private static final String REGISTRY = "memory://hour-ahead";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  @TempDir Path dir;
  private final Opened opened = new Opened();
  private String kafka = "";

  @AfterEach
  void stop() {
    opened.close();
  }

  @Test
  void decidesByTheBrokersTimeIsNotReadyAndExpiresNothing() throws Exception {
    kafka =
        opened.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0)).bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      new TopicSetup(admin).createTopics(1, (short) 1);
    }
    BrokerClock clock =
        new BrokerClock(() -> System.currentTimeMillis() + HOUR_MS, System::nanoTime);
    opened.add(BrokerBeats.start(clock, kafka));
    StreamsRunner ahead = ledger(clock);
    BrokerClock right = new BrokerClock(() -> System.currentTimeMillis() + 2_000, System::nanoTime);
    opened.add(BrokerBeats.start(right, kafka));

    send("a-hold", hold());
    TransferOutcome held = outcome("a-hold");
    send("a-post", post());
    TransferOutcome posted = outcome("a-post");

    assertThat(held.getStatus()).isEqualTo(TransferStatus.PENDING);
    assertThat(held.getDecidedAtMs()).isCloseTo(System.currentTimeMillis(), offset(60_000L));
    assertThat(posted.getStatus()).isEqualTo(TransferStatus.POSTED);
    assertThat(ahead.isReady()).isFalse();
    assertThat(clock.trouble()).hasValueSatisfying(why -> assertThat(why).contains("ahead of"));
    assertThat(right.milliseconds()).isCloseTo(clock.milliseconds(), offset(5_000L));
    assertThat(right.isTrusted()).isTrue();
  }

  private StreamsRunner ledger(BrokerClock clock) {
    var settings =
        new TopologySettings(
                kafka, REGISTRY, dir.resolve("state"), 1, 0, (short) 1, 20, 4_000, null)
            .properties(Readers.BALANCES, Topics.BALANCES_DEAD_LETTERS);
    StreamsRunner runner =
        opened.add(
            new StreamsRunner(
                settings,
                builder -> BalancesTopology.build(builder, 1),
                new StreamsRunner.Trace(Topics.ACCOUNT_BALANCES, StoreCatalogue.ACCOUNTS.name()),
                clock,
                new SimpleMeterRegistry()));
    runner.start();
    return runner;
  }

  private void send(String id, TransferCommand command) {
    try (TopicClient client = new TopicClient(kafka, REGISTRY)) {
      if (id.equals("a-hold")) {
        for (String account : List.of("alice", "bob")) {
          client.send(Topics.ACCOUNT_COMMANDS, account, open(account));
        }
        client.flush();
        client.send(
            Topics.TRANSFERS_REQUESTED,
            "alice",
            TopicClient.transfer("funding", "world:USD", "alice", 1_000));
      }
      client.send(Topics.TRANSFERS_REQUESTED, "alice", command);
      client.flush();
    }
  }

  private TransferOutcome outcome(String id) {
    List<TransferOutcome> found = new ArrayList<>();
    try (TopicClient client = new TopicClient(kafka, REGISTRY)) {
      client.read(
          Topics.TRANSFER_OUTCOMES,
          (_, outcome) -> {
            if (outcome.getTransferId().equals(id)) {
              found.add(outcome);
            }
          },
          () -> !found.isEmpty(),
          PATIENCE);
    }
    return found.getFirst();
  }

  private static AccountCommand open(String account) {
    return AccountCommand.newBuilder()
        .setAccountId(account)
        .setCommandId("open-" + account)
        .setAction(AccountAction.OPEN)
        .setOpening(
            AccountOpening.newBuilder()
                .setOwnerId("owner-" + account)
                .setType(AccountType.WALLET)
                .setCurrency("USD")
                .build())
        .build();
  }

  private static TransferCommand hold() {
    return TransferCommand.newBuilder(TopicClient.transfer("a-hold", "alice", "bob", 600))
        .setKind(TransferKind.HOLD)
        .setTimeoutSeconds(600L)
        .build();
  }

  private static TransferCommand post() {
    return TransferCommand.newBuilder()
        .setTransferId("a-post")
        .setKind(TransferKind.POST)
        .setDebitAccountId("alice")
        .setCredits(List.of())
        .setCurrency("USD")
        .setPendingId("a-hold")
        .build();
  }
}
