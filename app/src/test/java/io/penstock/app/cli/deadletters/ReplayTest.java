package io.penstock.app.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReplayTest {

  @Test
  void replaysWhatAsksOrReportsAndNothingThatWasDecided() {
    assertThat(Topics.ALL)
        .filteredOn(topic -> Replay.obstacle(letterFrom(topic)) == null)
        .extracting(Topic::name)
        .containsExactlyInAnyOrder(
            "accounts.commands",
            "transfers.requested",
            "transfers.steps",
            "transfers.credit-legs",
            "payments.commands",
            "psp.requests",
            "psp.results",
            "fraud.checks",
            "settlements.reported",
            "settlements.matching",
            "reconciliation.commands");
  }

  private static DeadLetter letterFrom(Topic<?> topic) {
    byte[] nothing = {};
    var record = new ConsumerRecord<>(Topics.PAYMENTS_DEAD_LETTERS, 0, 0L, nothing, nothing);
    record.headers().add("__streams.errors.topic", topic.name().getBytes(UTF_8));
    return new DeadLetter(record, null);
  }
}
