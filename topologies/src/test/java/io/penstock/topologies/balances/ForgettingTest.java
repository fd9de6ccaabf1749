package io.penstock.topologies.balances;

import static io.penstock.streams.stores.StoreCatalogue.DECIDED_TRANSFERS;
import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.openWallet;
import static io.penstock.testkit.Commands.post;
import static io.penstock.testkit.Commands.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.testkit.LedgerScenario;
import java.time.Duration;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ids are forgotten as fast as they are made, whatever that is; what is open is not. */
@Timeout(120)
class ForgettingTest {
  private static final Duration SEGMENT = DECIDED_TRANSFERS.segment();

  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1));

  @AfterEach
  void close() {
    ledger.thenJournalBalances().close();
  }

  @Test
  void stateStaysAsLargeAsTheRetentionHoweverManyIdsAreMade() {
    ledger.givenWallet("alice", 1_000_000).givenWallet("bob", 0);

    for (int segment = 0; segment < 12; segment++) {
      for (int i = 0; i < 3_000; i++) {
        ledger.when(transfer("t" + segment + "-" + i).from("alice").to("bob", 1));
      }
      ledger.after(SEGMENT);

      assertThat(ledger.harness().segmentsOnDisk(DECIDED_TRANSFERS)).isLessThanOrEqualTo(4);
    }

    // Kept is what the last segments took, not the 36,000 that were decided.
    assertThat(ledger.harness().rows(DECIDED_TRANSFERS)).isBetween(6_000L, 9_000L);
    ledger.thenBalance("bob").hasPosted(36_000);
  }

  @Test
  void anIdIsRememberedForTheRetentionAndThenNew() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 1));

    ledger.after(Retention.DEFAULT.ids().minusSeconds(1));
    ledger.when(transfer("t1").from("alice").to("bob", 1));
    ledger.thenBalance("bob").hasPosted(1);
    ledger.after(SEGMENT.plusSeconds(1));
    ledger.when(transfer("t1").from("alice").to("bob", 1));

    assertThat(ledger.outcomes("t1"))
        .extracting(TransferOutcome::getRepeated)
        .containsExactly(false, true, false);
    ledger.thenBalance("bob").hasPosted(2);
  }

  @Test
  void anOpenHoldIsNeverForgottenAndIsRememberedAnewOnceResolved() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(hold("h1").from("alice").to("bob", 600));

    ledger.after(Retention.DEFAULT.ids().multipliedBy(3));
    ledger.when(post("p1", "h1").from("alice"));
    ledger.after(Retention.DEFAULT.ids().minusSeconds(1));
    ledger.when(post("p2", "h1").from("alice"));

    ledger.thenOutcome("p1").isPosted();
    ledger.thenOutcome("p2").isDeclined("pending_transfer_already_posted");
    ledger.thenBalance("alice").hasPosted(400).hasHeld(0);
    KeyValueStore<String, TransferOutcome> holds =
        ledger.harness().store(StoreCatalogue.HOLDS.name());
    assertThat(holds.approximateNumEntries()).isZero();
  }

  @Test
  void aHoldThatWasPostedAndForgottenIsNotPostedAgain() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(hold("h1").from("alice").to("bob", 600));
    ledger.when(post("p1", "h1").from("alice"));

    ledger.after(Retention.DEFAULT.ids().plus(SEGMENT.multipliedBy(2)));
    ledger.when(post("p2", "h1").from("alice"));
    ledger.when(post("p1", "h1").from("alice"));

    ledger.thenOutcome("p2").isDeclined("pending_transfer_not_found");
    ledger.thenBalance("alice").hasPosted(400).hasHeld(0);
    ledger.thenBalance("bob").hasPosted(600);
  }

  @Test
  void anAnswerToAnAccountCommandIsForgottenButTheAccountIsNot() {
    ledger.when(openWallet("alice"));
    ledger.after(Retention.DEFAULT.ids().plus(SEGMENT).plusSeconds(1));

    ledger.when(openWallet("alice"));

    assertThat(ledger.harness().sent(Topics.ACCOUNT_OUTCOMES))
        .last()
        .extracting(AccountOutcome::getRepeated)
        .isEqualTo(false);
    assertThat(
            ledger.harness().sent(Topics.ACCOUNT_BALANCES).stream()
                .filter(account -> account.getAccountId().equals("alice")))
        .hasSize(1);
  }
}
