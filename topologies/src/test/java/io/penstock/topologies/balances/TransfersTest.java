package io.penstock.topologies.balances;

import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.post;
import static io.penstock.testkit.Commands.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.books.HashChain;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Topics;
import io.penstock.testkit.Commands;
import io.penstock.testkit.LedgerScenario;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransfersTest {
  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1));

  @AfterEach
  void close() {
    ledger.thenJournalBalances().close();
  }

  @Test
  void movesMoney() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);

    ledger.when(transfer("t1").from("alice").to("bob", 300));

    ledger.thenOutcome("t1").isPosted();
    ledger.thenBalance("alice").hasPosted(700);
    ledger.thenBalance("bob").hasPosted(300);
  }

  @Test
  void fundsAWalletFromTheWorld() {
    ledger.givenWallet("alice", 1_000);

    ledger.thenBalance("alice").hasPosted(1_000).hasVersion(2);
    ledger.thenBalance("world:USD").hasPosted(-1_000);
    assertThat(ledger.thenBalance("world:USD").actual().getShard()).isZero();
  }

  @Test
  void declinesWhenFundsAreShort() {
    ledger.givenWallet("alice", 100).givenWallet("bob", 0);

    ledger.when(transfer("t1").from("alice").to("bob", 101));

    ledger.thenOutcome("t1").isDeclined("insufficient_funds");
    ledger.thenBalance("alice").hasPosted(100);
    assertThat(ledger.entries("t1")).isEmpty();
  }

  @Test
  void returnsACreditThatOverflows() {
    ledger.givenWallet("alice", 5).givenWallet("bob", 0);
    ledger.when(transfer("f1").from("suspense:USD").to("bob", Long.MAX_VALUE));

    ledger.when(transfer("t1").from("alice").to("bob", 5));

    ledger.thenOutcome("t1").isReversed("overflow");
    ledger.thenBalance("alice").hasPosted(5);
    ledger.thenBalance("bob").hasPosted(Long.MAX_VALUE);
    assertThat(ledger.entries("t1"))
        .extracting(LedgerEntry::getKind)
        .last()
        .isEqualTo(EntryKind.REVERSAL);
  }

  @Test
  void endsAHoldWhoseCreditOverflows() {
    ledger.givenWallet("alice", 5).givenWallet("bob", 0);
    ledger.when(transfer("f1").from("suspense:USD").to("bob", Long.MAX_VALUE));

    ledger.when(hold("h1").from("alice").to("bob", 5));
    ledger.when(post("p1", "h1").from("alice"));

    ledger.thenOutcome("h1").isReversed("overflow");
    ledger.thenBalance("alice").hasPosted(5);
    ledger.thenBalance("bob").hasPosted(Long.MAX_VALUE);
  }

  @Test
  void pinsADecline() {
    ledger.givenWallet("alice", 100).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 101));
    ledger.when(transfer("more").from("world:USD").to("alice", 500));

    ledger.when(transfer("t1").from("alice").to("bob", 101));

    ledger.thenOutcome("t1").isDeclined("insufficient_funds").isRepeated();
    ledger.thenBalance("alice").hasPosted(600);
  }

  @Test
  void answersARepeatAndMovesMoneyOnce() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 300).request("r1"));

    ledger.when(transfer("t1").from("alice").to("bob", 300).request("r2"));

    assertThat(ledger.thenOutcome("t1").isPosted().isRepeated().actual().getRequestId())
        .isEqualTo("r2");
    ledger.thenBalance("alice").hasPosted(700);
    ledger.thenBalance("bob").hasPosted(300);
  }

  @Test
  void keepsTheStateApartFromTheAnswersToRepeats() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);

    ledger.when(transfer("t1").from("alice").to("bob", 300).request("r1"));
    ledger.when(transfer("t1").from("alice").to("bob", 300).request("r2"));
    ledger.when(transfer("t1").from("alice").to("bob", 301).request("r3"));

    assertThat(ledger.harness().records(Topics.TRANSFER_OUTCOMES))
        .extracting(r -> r.key())
        .endsWith("t1#alice", "t1#alice#r2", "t1#alice#r3");
  }

  @Test
  void namesTheFieldInWhichARepeatDiffers() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 300));

    ledger.when(transfer("t1").from("alice").to("bob", 301));

    ledger.thenOutcome("t1").isRefused("id_already_used_with_different_amount");
    ledger.thenBalance("alice").hasPosted(700);
  }

  @Test
  void returnsTheMoneyWhenTheCreditAccountIsUnknown() {
    ledger.givenWallet("alice", 1_000);

    ledger.when(transfer("t1").from("alice").to("nobody", 300));

    ledger.thenOutcome("t1").isReversed("credit_account_not_found");
    ledger.thenBalance("alice").hasPosted(1_000);
    assertThat(ledger.outcomes("t1")).hasSize(2);
    assertThat(ledger.entries("t1"))
        .extracting(e -> e.getKind())
        .containsExactly(EntryKind.TRANSFER, EntryKind.REVERSAL);
  }

  @Test
  void repeatsTheFirstOutcomeOfAReversedTransfer() {
    ledger.givenWallet("alice", 1_000);
    ledger.when(transfer("t1").from("alice").to("nobody", 300));

    ledger.when(transfer("t1").from("alice").to("nobody", 300));

    ledger.thenOutcome("t1").isPosted().isRepeated();
    ledger.thenBalance("alice").hasPosted(1_000);
  }

  @Test
  void paysSeveralCreditorsWithOneEntry() {
    ledger.givenWallet("alice", 1_000).givenWallet("shop", 0);

    ledger.when(transfer("t1").from("alice").to("shop", 970).to("fees:USD", 30));

    ledger.thenBalance("alice").hasPosted(0);
    ledger.thenBalance("shop").hasPosted(970);
    ledger.thenBalance("fees:USD").hasPosted(30);
    assertThat(ledger.entries("t1"))
        .singleElement()
        .satisfies(e -> assertThat(e.getLegs()).hasSize(3));
  }

  @Test
  void returnsOnlyTheCreditThatCouldNotBeApplied() {
    ledger.givenWallet("alice", 1_000).givenWallet("shop", 0);

    ledger.when(transfer("t1").from("alice").to("shop", 600).to("nobody", 400));

    ledger.thenOutcome("t1").isReversed("credit_account_not_found");
    assertThat(ledger.thenOutcome("t1").actual().getResolution().getReversedMinor()).isEqualTo(400);
    ledger.thenBalance("alice").hasPosted(400);
    ledger.thenBalance("shop").hasPosted(600);
  }

  @Test
  void refusesWhatTheSenderDoubts() {
    ledger.givenWallet("alice", 1_000);

    ledger.when(
        transfer("t1").from("alice").to("nobody", 300).doubting("credit_account_not_found"));

    ledger.thenOutcome("t1").isDeclined("credit_account_not_found");
    ledger.thenBalance("alice").hasPosted(1_000).hasVersion(2);
  }

  @Test
  void takesCreditsButNoDebitsWhenFrozen() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 1_000);
    ledger.when(Commands.change("alice", AccountAction.FREEZE, "f1"));

    ledger.when(transfer("t1").from("alice").to("bob", 1));
    ledger.when(transfer("t2").from("bob").to("alice", 1));

    ledger.thenOutcome("t1").isDeclined("debit_account_frozen");
    ledger.thenOutcome("t2").isPosted();
    ledger.thenBalance("alice").hasStatus(AccountStatus.FROZEN).hasPosted(1_001);
  }

  @Test
  void refusesACommandWithAnotherKeyAndPinsNothing() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    var command = transfer("t1").from("alice").to("bob", 300);

    ledger.when("bob", command.build());
    ledger.thenOutcome("t1").isRefused("wrong_key");

    ledger.when(command);
    ledger.thenOutcome("t1").isPosted();
  }

  @Test
  void refusesWhatIsMalformedAndPinsNothing() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);

    ledger.when(transfer("t1").from("alice").to("alice", 300));
    ledger.thenOutcome("t1").isRefused("accounts_must_be_different");
    ledger.when(transfer("t1").from("alice").to("bob", 0));
    ledger.thenOutcome("t1").isRefused("amount_must_be_positive");
    ledger.when(transfer("t1").from("alice").to("bob", 300).in("DEM"));
    ledger.thenOutcome("t1").isRefused("currency_unknown");
    ledger.when(transfer("t1").from("alice").to("bob", 300).expiresAfterSeconds(5));
    ledger.thenOutcome("t1").isRefused("timeout_reserved_for_pending");

    ledger.when(transfer("t1").from("alice").to("bob", 300));
    ledger.thenOutcome("t1").isPosted();
  }

  @Test
  void refusesWhatIsMalformedBeforeItLooksAtTheId() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 300));

    ledger.when(transfer("t1").from("alice").to("bob", -1));

    ledger.thenOutcome("t1").isRefused("amount_must_be_positive");
    ledger.thenBalance("alice").hasPosted(700);
  }

  @Test
  void sendsAnUnreadableRecordToTheDeadLettersAndGoesOn() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    byte[] good =
        ledger
            .harness()
            .encode(Topics.TRANSFERS_REQUESTED, transfer("t0").from("alice").to("bob", 1).build());
    byte[] truncated = Arrays.copyOf(good, good.length - 3);

    ledger.harness().sendRaw(Topics.TRANSFERS_REQUESTED, "alice", truncated);
    ledger.when(transfer("t1").from("alice").to("bob", 300));

    assertThat(ledger.harness().deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).isEqualTo(truncated));
    ledger.thenOutcome("t1").isPosted();
  }

  @Test
  void sendsACommandWithoutAUsableIdToTheDeadLettersAndGoesOn() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);

    ledger.when(transfer("x".repeat(65)).from("alice").to("bob", 300));
    ledger.when(transfer("t1").from("alice").to("bob", 300));

    assertThat(ledger.harness().deadLetters()).hasSize(1);
    ledger.thenOutcome("t1").isPosted();
    ledger.thenBalance("alice").hasPosted(700);
  }

  @Test
  void chainsTheJournalByHash() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 300));
    ledger.when(transfer("t2").from("bob").to("alice", 100));

    var records = ledger.harness().records(Topics.LEDGER_ENTRIES);
    assertThat(records)
        .extracting(r -> r.key())
        .containsExactly(Keys.sequence(1), Keys.sequence(2), Keys.sequence(3));
    for (int i = 1; i < records.size(); i++) {
      byte[] before = ledger.harness().encode(Topics.LEDGER_ENTRIES, records.get(i - 1).value());
      var entry = (LedgerEntry) records.get(i).value();
      assertThat(entry.getPreviousHash().array()).isEqualTo(HashChain.hash(before));
    }
  }
}
