package io.penstock.topologies.balances;

import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.post;
import static io.penstock.testkit.Commands.transfer;
import static io.penstock.testkit.Commands.voidHold;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.TransferStatus;
import io.penstock.testkit.Commands;
import io.penstock.testkit.LedgerScenario;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1));

  @AfterEach
  void close() {
    ledger.thenJournalBalances().close();
  }

  private void givenAHoldOf(long amountMinor) {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(hold("h1").from("alice").to("bob", amountMinor));
  }

  @Test
  void reservesMoney() {
    givenAHoldOf(600);

    ledger.when(transfer("t1").from("alice").to("bob", 401));

    ledger.thenOutcome("h1").isPending();
    ledger.thenOutcome("t1").isDeclined("insufficient_funds");
    ledger.thenBalance("alice").hasPosted(1_000).hasHeld(600);
    ledger.thenBalance("bob").hasPosted(0).hasComing(600);
  }

  @Test
  void postsTheWhole() {
    givenAHoldOf(600);

    ledger.when(post("p1", "h1").from("alice"));

    ledger.thenOutcome("p1").isPosted();
    ledger.thenOutcome("h1").isPosted();
    ledger.thenBalance("alice").hasPosted(400).hasHeld(0);
    ledger.thenBalance("bob").hasPosted(600).hasComing(0);
  }

  @Test
  void postsForLessAndReleasesTheRest() {
    givenAHoldOf(600);

    ledger.when(post("p1", "h1").from("alice").amount(250));

    ledger.thenBalance("alice").hasPosted(750).hasHeld(0);
    ledger.thenBalance("bob").hasPosted(250).hasComing(0);
    assertThat(ledger.thenOutcome("h1").actual().getResolution().getPostedMinor()).isEqualTo(250);
  }

  @Test
  void postsOtherCreditsThanWereHeld() {
    givenAHoldOf(600);

    ledger.when(post("p1", "h1").from("alice").to("bob", 580).to("fees:USD", 20));

    ledger.thenBalance("alice").hasPosted(400).hasHeld(0);
    ledger.thenBalance("bob").hasPosted(580).hasComing(0);
    ledger.thenBalance("fees:USD").hasPosted(20);
  }

  @Test
  void givesTheCreditsTheirMoneyInOrderWhenLessIsPosted() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0).givenWallet("carol", 0);
    ledger.when(hold("h1").from("alice").to("bob", 300).to("carol", 300));

    ledger.when(post("p1", "h1").from("alice").amount(400));

    ledger.thenBalance("bob").hasPosted(300).hasComing(0);
    ledger.thenBalance("carol").hasPosted(100).hasComing(0);
    ledger.thenBalance("alice").hasPosted(600).hasHeld(0);
  }

  @Test
  void voids() {
    givenAHoldOf(600);

    ledger.when(voidHold("v1", "h1").from("alice"));

    ledger.thenOutcome("h1").isVoided();
    ledger.thenBalance("alice").hasPosted(1_000).hasHeld(0);
    ledger.thenBalance("bob").hasPosted(0).hasComing(0);
  }

  @Test
  void tellsASecondResolutionHowTheFirstEnded() {
    givenAHoldOf(600);
    ledger.when(post("p1", "h1").from("alice"));

    ledger.when(voidHold("v1", "h1").from("alice"));
    ledger.when(post("p2", "h1").from("alice"));

    ledger.thenOutcome("v1").isDeclined("pending_transfer_already_posted");
    ledger.thenOutcome("p2").isDeclined("pending_transfer_already_posted");
    ledger.thenBalance("alice").hasPosted(400).hasHeld(0);
  }

  @Test
  void expiresByTheClockWithoutTraffic() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(hold("h1").from("alice").to("bob", 600).expiresAfterSeconds(60));

    ledger.after(Duration.ofSeconds(59));
    ledger.thenOutcome("h1").isPending();
    ledger.after(Duration.ofSeconds(2));

    ledger.thenOutcome("h1").isExpired();
    ledger.thenBalance("alice").hasPosted(1_000).hasHeld(0);
    ledger.thenBalance("bob").hasComing(0);
  }

  @Test
  void doesNotExpireOnceResolved() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(hold("h1").from("alice").to("bob", 600).expiresAfterSeconds(60));
    ledger.when(post("p1", "h1").from("alice"));

    ledger.after(Duration.ofMinutes(5));

    ledger.thenOutcome("h1").isPosted();
    ledger.thenBalance("alice").hasPosted(400);
  }

  @Test
  void answersTheRepeatOfAHoldWithItsFirstOutcome() {
    givenAHoldOf(600);
    ledger.when(post("p1", "h1").from("alice"));

    ledger.when(hold("h1").from("alice").to("bob", 600));

    ledger.thenOutcome("h1").isPending().isRepeated();
    ledger.thenBalance("alice").hasPosted(400).hasHeld(0);
  }

  @Test
  void releasesAHoldForAnUnknownAccount() {
    ledger.givenWallet("alice", 1_000);

    ledger.when(hold("h1").from("alice").to("nobody", 600));

    ledger.thenOutcome("h1").isReversed("credit_account_not_found");
    ledger.thenBalance("alice").hasPosted(1_000).hasHeld(0);
    assertThat(ledger.entries("h1")).isEmpty();
  }

  @Test
  void postsEvenIfTheDebitAccountWasFrozenSince() {
    givenAHoldOf(600);
    ledger.when(Commands.change("alice", AccountAction.FREEZE, "f1"));

    ledger.when(post("p1", "h1").from("alice"));

    ledger.thenOutcome("p1").isPosted();
    ledger.thenBalance("alice").hasPosted(400);
  }

  @Test
  void neitherPostsMoreThanIsHeldNorWhatIsNoHold() {
    givenAHoldOf(600);
    ledger.when(transfer("t1").from("alice").to("bob", 1));

    ledger.when(post("p1", "h1").from("alice").amount(601));
    ledger.when(post("p2", "t1").from("alice"));
    ledger.when(post("p3", "h9").from("alice"));

    ledger.thenOutcome("p1").isDeclined("exceeds_pending_amount");
    ledger.thenOutcome("p2").isDeclined("pending_transfer_not_pending");
    ledger.thenOutcome("p3").isDeclined("pending_transfer_not_found");
    ledger.thenOutcome("h1").isPending();
  }

  @Test
  void forgetsIdsWhenTheirRetentionIsOverButNeverAnOpenHold() {
    givenAHoldOf(600);
    ledger.when(transfer("t1").from("alice").to("bob", 1));

    ledger.after(Duration.ofDays(30 + 15)).after(Duration.ofSeconds(2));
    ledger.when(transfer("t1").from("alice").to("bob", 1));
    ledger.when(post("p1", "h1").from("alice"));

    assertThat(ledger.outcomes("t1"))
        .extracting(o -> o.getStatus())
        .containsExactly(TransferStatus.POSTED, TransferStatus.POSTED);
    assertThat(ledger.thenOutcome("t1").actual().getRepeated()).isFalse();
    ledger.thenOutcome("h1").isPosted();
  }
}
