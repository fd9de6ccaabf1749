package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.process.Opened;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Listing;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.Placement;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shell tells the screening and the payments, on a real broker. */
class FraudCommandTest {
  private static final String REGISTRY = "memory://fraud";
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path dir;
  private static final Opened OPENED = new Opened();
  private static String kafka = "";
  private static Shell shell = Shell.with();

  @BeforeAll
  static void start() {
    kafka =
        OPENED.add(EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0)).bootstrapServers();
    shell = Shell.with("--kafka", kafka, "--registry", REGISTRY);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      new TopicSetup(admin).createTopics(PARTITIONS, (short) 1);
    }
  }

  @AfterAll
  static void stop() {
    OPENED.close();
  }

  @Test
  void listsWhoIsBlockedAndAllowedUntilTheyAreUnlisted() throws Exception {
    shell.run("fraud", "block", "payer", "mallory", "--reason", "stolen").succeeded();
    shell.run("fraud", "block", "merchant", "shop").succeeded();
    var allowed = shell.run("fraud", "allow", "merchant", "shop", "--json").succeeded().json();
    shell.run("fraud", "block", "card", "fp").succeeded();
    shell.run("fraud", "unlist", "card", "fp").succeeded();

    var lists = shell.run("fraud", "lists", "--json").succeeded().json();

    assertThat(allowed.get("list").asText()).isEqualTo("allow");
    assertThat(lists).extracting(row -> row.get("id").asText()).containsExactly("shop", "mallory");
    assertThat(lists).extracting(row -> row.get("list").asText()).containsExactly("allow", "block");
    assertThat(lists.get(1).get("type").asText()).isEqualTo("payer");
    assertThat(lists.get(1).get("reason").asText()).isEqualTo("stolen");
    assertThat(shell.run("fraud", "lists").succeeded().out())
        .contains("TYPE", "mallory")
        .doesNotContain("fp");
  }

  @Test
  void rejectsAPaymentThatWasScreened() throws Exception {
    FraudVerdict given = approved("p1");
    send(Topics.FRAUD_VERDICTS, Keys.fraudVerdict("p1", FraudSubject.PAYER), given);
    send(Topics.FRAUD_VERDICTS, "p10#PAYER", approved("p10"));

    var answer = shell.run("fraud", "reject", "p1", "--reason", "charged back", "--json");

    assertThat(answer.succeeded().json().get("decision").asText()).isEqualTo("reject");
    // Partitions are read in any order, the records of one payment in theirs.
    FraudVerdict verdict =
        read(Topics.FRAUD_VERDICTS, 3).stream()
            .filter(v -> v.getPaymentId().equals("p1"))
            .toList()
            .getLast();
    assertThat(verdict.getDecision()).isEqualTo(FraudDecision.REJECT);
    assertThat(verdict.getAmountMinor()).isEqualTo(given.getAmountMinor());
    assertThat(verdict.getRules())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getRule()).isEqualTo("reported");
              assertThat(rule.getDetail()).isEqualTo("charged back");
            });
    Listing alert = read(Topics.VIEW_LISTINGS, 1).getLast();
    assertThat(alert).isEqualTo(new Listing("fraud-alerts", "p1::PAYER", verdict.getDecidedAtMs()));
  }

  @Test
  void rejectsNoPaymentThatIsUnknown() {
    assertThat(shell.run("fraud", "reject", "nowhere", "--reason", "x").failed().err())
        .contains("no payment nowhere was screened");
  }

  @Test
  void setsTermsOfMerchants() throws Exception {
    shell
        .run("merchants", "terms", "shop", "--fee-bps", "290", "--fee-fixed", "USD=30")
        .succeeded();
    shell.run("merchants", "terms", "bar", "--fee-fixed", "USD=5", "--fee-fixed", "EUR=4");

    var list = shell.run("merchants", "list", "--json").succeeded().json();

    assertThat(list)
        .extracting(row -> row.get("merchant_id").asText())
        .containsExactly("bar", "shop");
    assertThat(list.get(1).get("fee_basis_points").asInt()).isEqualTo(290);
    assertThat(list.get(0).get("fee_fixed")).hasToString("{\"EUR\":4,\"USD\":5}");
    assertThat(shell.run("merchants", "list").succeeded().out()).contains("290 bps + 30 USD");
    List<MerchantTerms> written = read(Topics.MERCHANT_TERMS, 2);
    assertThat(written).extracting(MerchantTerms::getFeeBasisPoints).contains(0, 290);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fraud block payer no/id",
        "fraud block person alice",
        "fraud reject p1",
        "merchants terms shop --fee-bps 10001",
        "merchants terms shop --fee-bps -1",
        "merchants terms shop --fee-fixed XXQ=1",
        "merchants terms shop --fee-fixed USD=-1",
        "merchants terms shop --fee-fixed USD=1.5",
        "merchants terms sh/op",
      })
  void saysWhatIsWrongUsage(String line) {
    assertThat(shell.run(line.split(" ")).exitCode()).isEqualTo(2);
  }

  private static FraudVerdict approved(String payment) {
    return new FraudVerdict(
        payment,
        FraudSubject.PAYER,
        "alice",
        FraudDecision.APPROVE,
        List.of(),
        "v1",
        "shop",
        1_000L,
        "USD",
        1L,
        false);
  }

  private static void send(Topic<FraudVerdict> topic, String key, FraudVerdict verdict) {
    try (TopicClient client = new TopicClient(kafka, REGISTRY)) {
      client.send(topic, Placement.ofKey(verdict.getPaymentId(), PARTITIONS), key, verdict);
      client.flush();
    }
  }

  private static <V extends SpecificRecord> List<V> read(Topic<V> topic, int records) {
    List<V> read = new ArrayList<>();
    try (TopicClient client = new TopicClient(kafka, REGISTRY)) {
      client.read(topic, (_, v) -> read.add(v), () -> read.size() == records, PATIENCE);
    }
    return read;
  }
}
