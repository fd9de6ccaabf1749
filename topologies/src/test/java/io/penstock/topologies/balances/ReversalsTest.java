package io.penstock.topologies.balances;

import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.post;
import static io.penstock.testkit.Commands.reverse;
import static io.penstock.testkit.Commands.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.TransferStatus;
import io.penstock.testkit.Commands;
import io.penstock.testkit.LedgerScenario;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReversalsTest {
  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1));

  ReversalsTest() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 300));
  }

  @AfterEach
  void close() {
    ledger.thenJournalBalances().close();
  }

  @Test
  void givesAPostedTransferBack() {
    ledger.when(reverse("r1", "t1").from("bob").backTo("alice"));

    ledger.thenOutcome("r1").isPosted();
    ledger.thenBalance("alice").hasPosted(1_000);
    ledger.thenBalance("bob").hasPosted(0);
    var original = ledger.outcomes("t1").getLast();
    assertThat(original.getStatus()).isEqualTo(TransferStatus.POSTED);
    assertThat(original.getAmountReversedMinor()).isEqualTo(300);
    assertThat(ledger.outcomes("r1").getLast().getReverses()).isEqualTo("t1");
    assertThat(ledger.entries("r1").getFirst().getReverses().getPostedMinor()).isEqualTo(300);
  }

  @Test
  void givesBackInPartsAndNeverMoreThanWasPosted() {
    ledger.when(reverse("r1", "t1").from("bob").backTo("alice").amount(100));
    ledger.when(reverse("r2", "t1").from("bob").backTo("alice").amount(201));
    ledger.when(reverse("r3", "t1").from("bob").backTo("alice"));
    ledger.when(reverse("r4", "t1").from("bob").backTo("alice").amount(1));

    ledger.thenOutcome("r1").isPosted();
    ledger.thenOutcome("r2").isDeclined("exceeds_posted_amount");
    ledger.thenOutcome("r3").isPosted();
    ledger.thenOutcome("r4").isDeclined("original_transfer_already_reversed");
    ledger.thenBalance("bob").hasPosted(0);
    assertThat(ledger.outcomes("t1").getLast().getAmountReversedMinor()).isEqualTo(300);
  }

  @Test
  void answersARepeatAndDoesNothing() {
    var reversal = reverse("r1", "t1").from("bob").backTo("alice").amount(100);
    ledger.when(reversal).when(reversal);
    ledger.when(reverse("r1", "t1").from("bob").backTo("alice").amount(101));

    var outcomes = ledger.outcomes("r1");
    assertThat(outcomes.get(1).getRepeated()).isTrue();
    assertThat(outcomes.get(2).getFailureCode()).isEqualTo("id_already_used_with_different_amount");
    ledger.thenBalance("bob").hasPosted(200);
  }

  @Test
  void aDeclinedOneReservesNothing() {
    ledger.when(transfer("spend").from("bob").to("fees:USD", 250));
    ledger.when(reverse("r1", "t1").from("bob").backTo("alice"));
    ledger.when(reverse("r2", "t1").from("bob").backTo("alice").amount(50));

    ledger.thenOutcome("r1").isDeclined("insufficient_funds");
    ledger.thenOutcome("r2").isPosted();
    assertThat(ledger.outcomes("t1").getLast().getAmountReversedMinor()).isEqualTo(50);
  }

  @Test
  void givesBackOfASystemAccountAtOnce() {
    ledger.when(transfer("fee").from("alice").to("fees:USD", 40));
    ledger.when(reverse("r1", "fee").from("fees:USD").backTo("alice"));
    ledger.when(reverse("r2", "funding-1").from("alice").backTo("world:USD").amount(700));

    ledger.thenOutcome("r1").isPosted();
    ledger.thenOutcome("r2").isPosted();
    ledger.thenBalance("alice").hasPosted(0);
    ledger.thenBalance("world:USD").hasPosted(-300);
    assertThat(ledger.outcomes("funding-1").getLast().getAmountReversedMinor()).isEqualTo(700);
  }

  @Test
  void givesAPostedHoldBackButNoOpenOne() {
    ledger.when(hold("h1").from("alice").to("bob", 200));
    ledger.when(reverse("r1", "h1").from("bob").backTo("alice"));
    ledger.when(post("p1", "h1").from("alice").amount(120));
    ledger.when(reverse("r2", "h1").from("bob").backTo("alice"));

    ledger.thenOutcome("r1").isDeclined("original_transfer_not_posted");
    ledger.thenOutcome("r2").isPosted();
    assertThat(ledger.outcomes("h1").getLast().getAmountReversedMinor()).isEqualTo(120);
  }

  @Test
  void refusesWhatCannotBeReversed() {
    ledger.when(transfer("two").from("alice").to("bob", 1).to("fees:USD", 1));
    ledger.when(reverse("r1", "two").from("bob").backTo("alice"));
    ledger.when(reverse("r2", "never").from("bob").backTo("alice"));
    ledger.when(reverse("r3", "t1").from("bob").backTo("alice").amount(100));
    ledger.when(reverse("r4", "r3").from("alice").backTo("bob"));

    ledger.thenOutcome("r1").isDeclined("original_transfer_not_reversible");
    ledger.thenOutcome("r2").isDeclined("original_transfer_not_found");
    ledger.thenOutcome("r4").isDeclined("original_transfer_not_reversible");
  }

  @Test
  void leavesTheTransfersOfPaymentsAlone() {
    ledger.when(reverse("r1", "pay::hold").from("bob").backTo("alice"));

    assertThat(ledger.outcomes("r1").getLast().getFailureCode()).isEqualTo("id_reserved");
  }

  @Test
  void givesNothingBackToAClosedAccount() {
    ledger.when(transfer("empty").from("alice").to("fees:USD", 700));
    ledger.when(Commands.change("alice", AccountAction.CLOSE, "close"));
    ledger.when(reverse("r1", "t1").from("bob").backTo("alice"));

    ledger.thenOutcome("r1").isDeclined("credit_account_closed");
    ledger.thenBalance("bob").hasPosted(300);
  }
}
