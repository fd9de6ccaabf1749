package io.penstock.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {

  static Stream<String> names() {
    return Stream.concat(Topics.ALL.stream().map(Topic::name), Topics.DEAD_LETTERS.stream());
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesArePluralNounDotRole(String name) {
    assertThat(name).matches("[a-z]+\\.[a-z]+(-[a-z]+)*");
  }

  @Test
  void eachNameIsUsedOnce() {
    assertThat(names()).doesNotHaveDuplicates();
  }

  @Test
  void onlyTheDoorsOfTransfersAndTheSumsShareARecordType() {
    var second = List.of(Topics.TRANSFER_STEPS, Topics.RECONCILIATION_CHANGES);
    assertThat(Topics.ALL.stream().filter(topic -> !second.contains(topic)))
        .extracting(Topic::valueType)
        .doesNotHaveDuplicates();
    assertThat(Topics.TRANSFER_STEPS.valueType()).isEqualTo(Topics.TRANSFERS_REQUESTED.valueType());
  }

  @Test
  void bothDoorsOfTransfersHaveASubjectInTheRegistry() {
    assertThat(Subjects.ALL)
        .containsEntry("transfers.requested-value", TransferCommand.class)
        .containsEntry("transfers.steps-value", TransferCommand.class);
  }

  @Test
  void topicsAreFoundByName() {
    for (Topic<?> topic : Topics.ALL) {
      assertThat(Topics.byName(topic.name())).contains(topic);
    }
    assertThat(Topics.byName("payouts.events")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ledger.entries,        delete,           -1",
    "accounts.balances,     delete,           -1",
    "transfers.outcomes,    'compact,delete', 2678400000",
    "accounts.outcomes,     'compact,delete', 2678400000",
    "idempotency.answers,   'compact,delete', 2678400000",
    "accounts.commands,     delete,           -1",
    "transfers.requested,   delete,           -1",
    "transfers.steps,       delete,           -1",
    "transfers.credit-legs, delete,           -1",
    "payments.events,       delete,           34646400000",
    "refunds.events,       delete,           34646400000",
    "fraud.verdicts,        'compact,delete', 34646400000",
    "fraud.lists,           compact,          -1",
    "merchants.terms,       compact,          -1",
    "psp.cursors,           compact,          -1",
    "accounts.owners,       compact,          -1",
    "reconciliation.results,       delete,           34646400000",
    "reconciliation.commands,      delete,           -1",
    "reconciliation.outcomes,      'compact,delete', 2678400000",
    "settlements.reported,  delete,           -1"
  })
  void theBrokerIsAskedToKeepWhatMustBeKept(String name, String policy, String retentionMs) {
    Topic<?> topic = Topics.byName(name).orElseThrow();

    var creation = topic.creation(4, (short) 1);

    assertThat(creation.name()).isEqualTo(name);
    assertThat(creation.numPartitions()).isEqualTo(4);
    assertThat(creation.replicationFactor()).isEqualTo((short) 1);
    assertThat(creation.configs())
        .containsEntry("cleanup.policy", policy)
        .containsEntry("retention.ms", retentionMs);
  }

  /** A client's time on a command would come along to its outcome, and forget it or keep it. */
  @Test
  void whatIsForgottenWithTimeGoesByTheBrokersTime() {
    for (Topic<?> topic : Topics.ALL) {
      var settings = topic.creation(4, (short) 1).configs();
      boolean isForgotten = !"-1".equals(settings.get("retention.ms"));

      assertThat(settings)
          .as(topic.name())
          .containsEntry("message.timestamp.type", isForgotten ? "LogAppendTime" : "CreateTime");
    }
  }

  @Test
  void theMarkerOfACloseGoesWhereItIsSentAndComesBackToItsAccount() {
    for (int partition = 0; partition < 4; partition++) {
      CreditLeg out = marker(new CloseMarker("c1", partition, false));
      CreditLeg back = marker(new CloseMarker("c1", partition, true));

      assertThat(Topics.CREDIT_LEGS.record("alice", out, 4).partition()).isEqualTo(partition);
      assertThat(Topics.CREDIT_LEGS.record("alice", back, 4).partition())
          .isEqualTo(Placement.ofKey("alice", 4));
    }
  }

  private static CreditLeg marker(CloseMarker marker) {
    return CreditLeg.newBuilder()
        .setAccountId("alice")
        .setCurrency("USD")
        .setPostedMinor(0)
        .setPendingMinor(0)
        .setTransferId("c1")
        .setScopeAccountId("alice")
        .setJournalPartition(0)
        .setMarker(marker)
        .build();
  }

  @Test
  void aDeadLetterMayBeLargerThanTheRecordItHolds() {
    for (String name : Topics.DEAD_LETTERS) {
      int most =
          Integer.parseInt(
              Topics.deadLetters(name, (short) 1).configs().getOrDefault("max.message.bytes", "0"));

      assertThat(most).isGreaterThan(10 * 1024 * 1024);
    }
  }

  @Test
  void theSubjectIsTheTopicsNameAndValue() {
    assertThat(List.of(Topics.LEDGER_ENTRIES.subject(), Topics.CREDIT_LEGS.subject()))
        .containsExactly("ledger.entries-value", "transfers.credit-legs-value");
  }
}
