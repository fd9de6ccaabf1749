package io.penstock.topologies.fraud;

import static io.penstock.streams.stores.StoreCatalogue.SUBJECT_HISTORIES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.domain.fraud.FraudRules;
import io.penstock.domain.fraud.FraudRules.CountLimit;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudList;
import io.penstock.schemas.FraudListEntry;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Listing;
import io.penstock.schemas.Topics;
import io.penstock.testkit.TopologyHarness;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FraudTopologyTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final FraudRules RULES =
      new FraudRules(
          "v1",
          new SubjectRules(new CountLimit(2, MINUTE), null, null, null),
          new SubjectRules(new CountLimit(1, MINUTE), null, null, null),
          Map.of());

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TopologyHarness harness =
      TopologyHarness.of(builder -> FraudTopology.build(builder, 1, RULES, meters));

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void answersEachCheckUnderThePaymentsKey() {
    FraudVerdict verdict = screen("p1", FraudSubject.PAYER, "alice");

    assertThat(verdict.getDecision()).isEqualTo(FraudDecision.APPROVE);
    assertThat(verdict.getDecidedAtMs()).isEqualTo(harness.now().toEpochMilli());
    assertThat(harness.records(Topics.FRAUD_VERDICTS).getFirst().key()).isEqualTo("p1#PAYER");
    assertThat(harness.sent(Topics.VIEW_LISTINGS)).isEmpty();
  }

  @Test
  void listsWhatFiredAsAnAlert() {
    screen("p1", FraudSubject.CARD, "fp");

    FraudVerdict verdict = screen("p2", FraudSubject.CARD, "fp");

    long now = harness.now().toEpochMilli();
    Listing alert = new Listing("fraud-alerts", "p2::CARD", now);
    assertThat(verdict.getDecision()).isEqualTo(FraudDecision.REJECT);
    assertThat(harness.sent(Topics.VIEW_LISTINGS)).containsExactly(alert);
    assertThat(harness.records(Topics.VIEW_LISTINGS).getFirst().key())
        .isEqualTo(Keys.listing(alert));
  }

  @Test
  void knowsEachSubjectByItself() {
    screen("p1", FraudSubject.CARD, "x");

    assertThat(screen("p1", FraudSubject.PAYER, "x").getDecision())
        .isEqualTo(FraudDecision.APPROVE);
    assertThat(screen("p2", FraudSubject.CARD, "y").getDecision()).isEqualTo(FraudDecision.APPROVE);
  }

  @Test
  void listsChangeAtRunTime() {
    list("payer:alice", FraudList.BLOCK);
    assertThat(screen("p1", FraudSubject.PAYER, "alice").getDecision())
        .isEqualTo(FraudDecision.REJECT);

    list("payer:alice", null);
    assertThat(screen("p2", FraudSubject.PAYER, "alice").getDecision())
        .isEqualTo(FraudDecision.APPROVE);
    assertThat(screen("p3", FraudSubject.PAYER, "alice").getDecision())
        .as("the third, the blocked attempt included")
        .isEqualTo(FraudDecision.REJECT);

    list("payer:alice", FraudList.ALLOW);
    assertThat(screen("p4", FraudSubject.PAYER, "alice").getDecision())
        .isEqualTo(FraudDecision.APPROVE);

    list("merchant:shop", FraudList.BLOCK);
    assertThat(screen("p5", FraudSubject.PAYER, "alice").getDecision())
        .isEqualTo(FraudDecision.REJECT);
  }

  @Test
  void aRepeatIsAnsweredAgainAndCountedOnce() {
    FraudVerdict first = screen("p1", FraudSubject.CARD, "fp");
    harness.advance(Duration.ofSeconds(1));

    assertThat(screen("p1", FraudSubject.CARD, "fp")).isEqualTo(first);

    assertThat(harness.sent(Topics.FRAUD_VERDICTS)).hasSize(2);
    assertThat(counted("penstock.fraud.screening.verdicts", "decision", "approve")).isEqualTo(1);
  }

  @Test
  void countsVerdictsAndRules() {
    screen("p1", FraudSubject.CARD, "fp");
    screen("p2", FraudSubject.CARD, "fp");
    screen("p3", FraudSubject.CARD, "fp");

    assertThat(counted("penstock.fraud.screening.verdicts", "decision", "approve")).isEqualTo(1);
    assertThat(counted("penstock.fraud.screening.verdicts", "decision", "reject")).isEqualTo(2);
    assertThat(counted("penstock.fraud.screening.rules", "rule", "velocity_count")).isEqualTo(2);
  }

  @Test
  void whatCannotBeScreenedGoesToTheDeadLetters() {
    FraudCheck nothing = check("p1", FraudSubject.PAYER, "alice", 0);
    FraudCheck sound = check("p1", FraudSubject.PAYER, "alice", 100);

    harness.send(Topics.FRAUD_CHECKS, "payer:alice", nothing);
    harness.send(Topics.FRAUD_CHECKS, "payer:bob", sound);
    harness.send(Topics.FRAUD_CHECKS, null, sound);
    harness.sendRaw(Topics.FRAUD_CHECKS, "payer:alice", "nonsense".getBytes(UTF_8));

    assertThat(harness.deadLetters()).hasSize(4);
    assertThat(harness.sent(Topics.FRAUD_VERDICTS)).isEmpty();
    assertThat(screen("p1", FraudSubject.PAYER, "alice").getDecision())
        .isEqualTo(FraudDecision.APPROVE);
  }

  @Test
  void sendsOnAFewTimesWhatAForeignPartitionerMisplaced() {
    try (var elsewhere =
        TopologyHarness.of(builder -> FraudTopology.build(builder, 4, RULES, meters))) {
      FraudCheck check = check("p1", FraudSubject.PAYER, "alice", 100);

      elsewhere.send(Topics.FRAUD_CHECKS, "payer:alice", check);

      var sentOn = elsewhere.records(Topics.FRAUD_CHECKS);
      assertThat(sentOn).hasSize(3).allMatch(r -> r.value().equals(check));
      assertThat(sentOn.getFirst().headers().lastHeader("penstock.forwarded")).isNotNull();
      // The test driver's only partition takes it in each time, where it still does not live.
      assertThat(elsewhere.deadLetters()).hasSize(1);
      assertThat(elsewhere.sent(Topics.FRAUD_VERDICTS)).isEmpty();
    }
  }

  private FraudVerdict screen(String payment, FraudSubject type, String subject) {
    harness.send(
        Topics.FRAUD_CHECKS, Keys.fraudSubject(type, subject), check(payment, type, subject, 100));
    return harness.sent(Topics.FRAUD_VERDICTS).getLast();
  }

  @Test
  void answersATickBehindTheVerdictAndRemembersNothingOfIt() {
    FraudCheck check = check("p1", FraudSubject.PAYER, "alice", 100);
    harness.send(Topics.FRAUD_CHECKS, "payer:alice", check);
    FraudHistory before = harness.row(SUBJECT_HISTORIES, "payer:alice").orElseThrow();

    harness.send(
        Topics.FRAUD_CHECKS, "payer:alice", FraudCheck.newBuilder(check).setTick(true).build());

    assertThat(harness.sent(Topics.FRAUD_VERDICTS))
        .extracting(FraudVerdict::getTick)
        .containsExactly(false, true);
    assertThat(harness.records(Topics.FRAUD_VERDICTS).getLast().key()).isEqualTo("p1#PAYER#tick");
    assertThat(harness.row(SUBJECT_HISTORIES, "payer:alice")).contains(before);
    assertThat(harness.sent(Topics.VIEW_LISTINGS)).isEmpty();
  }

  private FraudCheck check(String payment, FraudSubject type, String subject, long amountMinor) {
    long now = harness.now().toEpochMilli();
    return new FraudCheck(
        payment, type, subject, "shop", amountMinor, "USD", Funding.CARD, now, false);
  }

  private void list(String key, @Nullable FraudList list) {
    long now = harness.now().toEpochMilli();
    if (list == null) {
      harness.sendTombstone(Topics.FRAUD_LISTS, key);
    } else {
      harness.send(Topics.FRAUD_LISTS, key, new FraudListEntry(list, null, now));
    }
  }

  private double counted(String name, String tag, String value) {
    return Objects.requireNonNull(meters.find(name).tag(tag, value).counter()).count();
  }
}
