package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.app.Shell.Result;
import io.penstock.app.process.Opened;
import io.penstock.chaos.fuzz.FuzzReport;
import io.penstock.chaos.fuzz.FuzzRun;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The day of an operator who has only a shell: everything runs, and each test goes on from it. */
@TestMethodOrder(OrderAnnotation.class)
class ShellTest {
  @TempDir static Path dir;
  private static final Opened OPENED = new Opened();
  private static Shell api = Shell.with();
  private static Shell cluster = Shell.with();
  private static String kafka = "";
  private static String http = "";

  @BeforeAll
  static void start() throws Exception {
    UpProcess up =
        OPENED.add(
            UpProcess.start(dir.resolve("data"), Map.of("PENSTOCK_FRAUD_RULES", "built-in:local")));
    kafka = up.address("kafka");
    http = up.address("http");
    api = Shell.with("--url", up.address("http"));
    cluster = Shell.with("--kafka", kafka, "--registry", up.address("registry"));
  }

  @AfterAll
  static void stop() {
    OPENED.close();
  }

  @Test
  @Order(1)
  void opensAccounts() throws Exception {
    Result alice =
        api.run(
                "accounts create alice --owner a --currency USD --wait 30 --idempotency-key k"
                    .split(" ", -1))
            .succeeded();
    Result bob =
        api.run(
                "accounts create bob --owner b --currency USD --type merchant --wait 30 --json"
                    .split(" ", -1))
            .succeeded();

    assertThat(alice.out()).containsPattern("account id +alice\n").contains("\n  posted ");
    assertThat(alice.err()).isEmpty();
    assertThat(bob.json().get("type").asText()).isEqualTo("merchant");
    assertThat(bob.err()).startsWith("penstock: --idempotency-key ");
  }

  @Test
  @Order(2)
  void movesMoney() throws Exception {
    Result funding = create("--id f1 --from world:USD --to alice --amount 1000").succeeded();
    Result several = create("--id t1 --from alice --credit bob=50 --credit fees:USD=1").succeeded();

    assertThat(funding.json().get("status").asText()).isEqualTo("posted");
    assertThat(several.json().at("/balances/posted").asLong()).isEqualTo(949);
    assertThat(api.run("transfers", "show", "t1").succeeded().out())
        .containsPattern("\ndebit account id +alice\n")
        .containsPattern("\namount +51\n");
    var entries = api.run("accounts", "entries", "alice", "--limit", "1", "--json").json();
    assertThat(entries.at("/data/0/balance_after").asLong()).isEqualTo(949);
    Result page = api.run("accounts", "entries", "alice", "--limit", "1").succeeded();
    assertThat(page.out()).startsWith("AT").contains("t1", "debit", "51", "949");
    assertThat(page.err()).contains("more with --cursor ");
  }

  @Test
  @Order(3)
  void holdsPostsAndVoids() throws Exception {
    create("--id h1 --from alice --to bob --amount 100 --pending --timeout-seconds 600")
        .succeeded();
    create("--id h2 --from alice --to bob --amount 10 --pending --code c --metadata n=1")
        .succeeded();

    Result posted = api.run("transfers", "post", "h1", "--amount", "60", "--wait", "30", "--json");
    Result voided = api.run("transfers", "void", "h2", "--wait", "30", "--json");
    Result again = api.run("transfers", "void", "h1", "--wait", "30");

    assertThat(posted.succeeded().json().get("amount_posted").asLong()).isEqualTo(60);
    assertThat(voided.succeeded().json().get("status").asText()).isEqualTo("voided");
    assertThat(again.failed().err()).contains("pending_transfer_already_posted: ");
    var balance = api.run("accounts", "balance", "alice", "--json").succeeded().json();
    assertThat(balance.at("/balances/posted").asLong()).isEqualTo(889);
    assertThat(balance.at("/balances/debits_pending").asLong()).isZero();
  }

  @Test
  @Order(4)
  void changesAnAccount() throws Exception {
    Result changed =
        api.run(
            "accounts update alice --overdraft-limit 50 --metadata a=1 --metadata b=2 --wait 30"
                .split(" ", -1));
    Result again =
        api.run(
            "accounts update alice --overdraft-limit 0 --remove-metadata a --metadata c=3 --wait 30 --json"
                .split(" ", -1));

    assertThat(changed.succeeded().out())
        .containsPattern("overdraft limit +50\n")
        .containsPattern("metadata[ -]*\n +a +1\n +b +2\n");
    assertThat(changed.err()).startsWith("penstock: --idempotency-key ");
    var account = again.succeeded().json();
    assertThat(account.path("overdraft_limit").asLong()).isZero();
    assertThat(account.path("metadata").toString()).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
    assertThat(api.run("accounts", "update", "nobody", "--overdraft-limit", "1").failed().err())
        .contains("account_not_found: ");
    assertThat(
            api.run("accounts", "update", "world:USD", "--overdraft-limit", "1", "--json")
                .failed()
                .json()
                .path("code")
                .asText())
        .isEqualTo("account_is_system");
  }

  @Test
  @Order(5)
  void givesBackWhatWasMoved() throws Exception {
    create("--id r1 --from alice --to bob --amount 40").succeeded();

    Result part =
        api.run("transfers reverse r1 --amount 15 --reason wrong --wait 30 --json".split(" ", -1));
    Result rest = api.run("transfers", "reverse", "r1", "--reason", "all wrong", "--wait", "30");
    Result more = api.run("transfers", "reverse", "r1", "--reason", "again", "--wait", "30");

    assertThat(part.succeeded().json().path("amount").asLong()).isEqualTo(15);
    assertThat(part.json().path("reverses").asText()).isEqualTo("r1");
    assertThat(rest.succeeded().out())
        .containsPattern("\namount +25\n")
        .containsPattern("\nreason +all wrong\n");
    assertThat(more.failed().err()).contains("original_transfer_already_reversed: ");
  }

  @Test
  @Order(6)
  void saysWhyAChangeWasRefused() {
    api.run("accounts", "freeze", "bob", "--wait", "30").succeeded();
    assertThat(create("--id t2 --from bob --to alice --amount 1").failed().err())
        .contains("debit_account_frozen: ");
    assertThat(api.run("accounts", "unfreeze", "bob", "--wait", "30").succeeded().out())
        .contains("open");
    assertThat(api.run("accounts", "close", "bob", "--wait", "30").failed().err())
        .contains("account_has_funds: ");
    assertThat(api.run("accounts", "show", "nobody").failed().err())
        .contains("account_not_found: ");
    String resolve = "reconciliation resolve nobody --reason seen --actor ann --booking ";
    assertThat(api.run((resolve + "fee --wait 30").split(" ", -1)).failed().err())
        .contains("reconciliation_not_found: ");
    assertThat(api.run((resolve + "both").split(" ", -1)).exitCode()).isEqualTo(2);
    assertThat(create("--from alice --to bob --amount -5").failed().err()).contains("(amount)");
    assertThat(api.run("accounts", "balance", "bob", "--at", "soon").failed().err())
        .contains("(at)");
  }

  @Test
  @Order(7)
  void provesTheLedger() throws Exception {
    var report = cluster.run("ledger", "verify", "--json").succeeded().json();

    assertThat(report.get("clean").asBoolean()).isTrue();
    assertThat(report.get("entries").asInt()).isEqualTo(6);
    assertThat(report.at("/currencies/0/held").asLong()).isEqualTo(999);
    assertThat(report.at("/currencies/0/sum").asLong()).isZero();
    assertThat(cluster.run("ledger", "verify").succeeded().out())
        .contains("clean: 6 entries")
        .contains("4 accounts, 0 defects");
  }

  @Test
  @Order(8)
  void findsAndReplaysAPoisonedRecord() throws Exception {
    produce("transfers.requested", "alice", "poison");

    await().atMost(Duration.ofSeconds(30)).until(() -> deadLetters() == 1);
    assertThat(cluster.run("dlq", "show", "balances.dead-letters:0:0").succeeded().out())
        .contains("wrong magic byte", "|poison|");

    cluster.run("dlq", "replay", "--all").succeeded();
    // As poisoned as before, it comes back as another letter.
    await().atMost(Duration.ofSeconds(30)).until(() -> deadLetters() == 2);
    create("--id t3 --from alice --to bob --amount 1").succeeded();
  }

  @Test
  @Order(9)
  void closesAnAccountRightBehindItsMoney() throws Exception {
    var alice = api.run("accounts", "balance", "alice", "--json").succeeded().json();
    create("--id t4 --from alice --to bob --amount " + alice.at("/balances/posted").asLong())
        .succeeded();

    assertThat(api.run("accounts", "close", "alice", "--wait", "30").succeeded().out())
        .contains("closed");

    assertThat(create("--from bob --to alice --amount 1").failed().err())
        .contains("credit_account_closed: ");
    assertThat(cluster.run("ledger", "verify").succeeded().out()).contains("clean: ");
  }

  /** The long form is `penstock fuzz`. */
  @Test
  @Order(10)
  void standsWhateverIsSentToItsDoor() throws Exception {
    FuzzReport report = new FuzzRun(URI.create(http), 1, 3_000, _ -> {}).run();

    assertThat(report.faults()).isEmpty();
    assertThat(report.transfers()).isGreaterThan(100);
    assertThat(report.answers()).containsKeys(200, 201, 400, 404, 405, 415, 422);
    assertThat(cluster.run("ledger", "verify").succeeded().out()).contains("clean: ");
  }

  @Test
  @Order(11)
  void namesWhatIsWrongWithTheLedger() throws Exception {
    produce("ledger.entries", "x", "no entry");

    Result verified = cluster.run("ledger", "verify", "--wait", "1").failed();

    assertThat(verified.out()).containsPattern("unreadable: ledger.entries-\\d offset \\d+: ");
    assertThat(verified.out()).contains("DEFECTIVE");
  }

  @Test
  @Order(12)
  void saysWhoIsAway() {
    assertThat(
            Shell.with().run("accounts", "show", "a", "--url", "http://127.0.0.1:1").failed().err())
        .contains("http://127.0.0.1:1 does not answer");
  }

  private static Result create(String options) {
    return api.run(("transfers create --currency USD --wait 30 --json " + options).split(" ", -1));
  }

  private static int deadLetters() throws Exception {
    return cluster.run("dlq", "list", "--json").succeeded().json().size();
  }

  private static void produce(String topic, String key, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8))).get();
    }
  }
}
