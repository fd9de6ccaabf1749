package io.penstock.app;

import static io.penstock.schemas.Topics.ACCOUNT_COMMANDS;
import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFERS_REQUESTED;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.roles.Node;
import io.penstock.app.roles.RoleName;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.Ports;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.queries.ViewsApplication;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Readers;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of ledger and views share the partitions; when one stops, the other serves every
 * key. The client hashes keys by CRC32, so most of its commands arrive on the wrong partition.
 */
class TwoInstancesTest {
  private static final String REGISTRY = "memory://two-instances";
  private static final int PARTITIONS = 4;
  private static final int ACCOUNTS = 40;

  @TempDir Path dir;

  @Test
  void serveEveryKeyTogetherAndAlone() throws Exception {
    try (var kafka = EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0);
        var client = new TopicClient(kafka.bootstrapServers(), REGISTRY)) {
      createTopics(kafka);
      Node first = start(kafka, "first");
      try (Node second = start(kafka, "second")) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> first.isReady() && second.isReady() && isShared(kafka));
        openAccounts(client);
        moveMoney(client, "together");
        thenEveryKeyIsServed(first, 100);
        thenEveryKeyIsServed(second, 100);

        first.close();
        moveMoney(client, "alone");

        thenEveryKeyIsServed(second, 200);
      } finally {
        first.close();
      }
    }
  }

  private static void openAccounts(TopicClient client) {
    for (int i = 0; i < ACCOUNTS; i++) {
      String account = "account-" + i;
      client.send(ACCOUNT_COMMANDS, crc32(account), account, open(account));
    }
    client.flush();
    Set<String> opened = new HashSet<>();
    client.read(
        ACCOUNT_OUTCOMES,
        (_, outcome) -> opened.add(outcome.getAccountId()),
        () -> opened.size() == ACCOUNTS,
        Duration.ofSeconds(60));
  }

  private static void moveMoney(TopicClient client, String round) {
    for (int i = 0; i < ACCOUNTS; i++) {
      String account = "account-" + i;
      client.send(
          TRANSFERS_REQUESTED,
          crc32(account),
          account,
          TopicClient.transfer(round + "-" + i, "world:USD", account, 100));
    }
    client.flush();
    Map<String, TransferOutcome> outcomes = new HashMap<>();
    client.read(
        TRANSFER_OUTCOMES,
        (_, outcome) -> outcomes.put(outcome.getTransferId(), outcome),
        () -> outcomes.keySet().stream().filter(id -> id.startsWith(round)).count() == ACCOUNTS,
        Duration.ofSeconds(60));
    assertThat(outcomes.values())
        .allSatisfy(o -> assertThat(o.getStatus()).isEqualTo(TransferStatus.POSTED));
  }

  private static void thenEveryKeyIsServed(Node node, long posted) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < ACCOUNTS; i++) {
        URI account = URI.create("http://127.0.0.1:" + node.port() + "/accounts/account-" + i);
        await()
            .pollDelay(Duration.ZERO)
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(
                            http.send(
                                    HttpRequest.newBuilder(account).build(),
                                    BodyHandlers.ofString())
                                .body())
                        .contains("\"posted\":" + posted + ","));
      }
    }
  }

  /** Each instance has partitions, both of the ledger and of the views. */
  private static boolean isShared(EmbeddedKafka kafka) throws Exception {
    List<String> groups = List.of(Readers.BALANCES, ViewsApplication.APPLICATION_ID);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin.describeConsumerGroups(groups).all().get().values().stream()
          .map(ConsumerGroupDescription::members)
          .allMatch(
              members ->
                  members.size() == 2 && members.stream().allMatch(TwoInstancesTest::isBusy));
    }
  }

  private static boolean isBusy(MemberDescription member) {
    return !member.assignment().topicPartitions().isEmpty();
  }

  private Node start(EmbeddedKafka kafka, String name) {
    return Node.start(
        PenstockConfig.of(
            Map.of(
                Setting.KAFKA_BOOTSTRAP_SERVERS,
                kafka.bootstrapServers(),
                Setting.SCHEMA_REGISTRY_URL,
                REGISTRY,
                Setting.STATE_DIR,
                dir.resolve(name).toString(),
                Setting.HTTP_HOST,
                "127.0.0.1",
                Setting.HTTP_PORT,
                "0",
                Setting.VIEWS_PORT,
                Integer.toString(Ports.choose("127.0.0.1", 0)),
                Setting.STREAMS_THREADS,
                "1")),
        List.of(RoleName.BALANCES, RoleName.VIEWS));
  }

  private static void createTopics(EmbeddedKafka kafka) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicSetup(admin).createTopics(PARTITIONS, (short) 1);
    }
  }

  /** As librdkafka's default partitioner does it. */
  private static int crc32(String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(UTF_8));
    return Math.toIntExact(crc.getValue() % PARTITIONS);
  }

  private static AccountCommand open(String account) {
    return new AccountCommand(
        "open",
        account,
        AccountAction.OPEN,
        new AccountOpening("owner", AccountType.WALLET, "USD", 0L, Map.of()),
        null,
        null);
  }
}
