package io.penstock.topologies.balances;

import static io.penstock.testkit.Commands.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.testkit.Commands;
import io.penstock.testkit.LedgerScenario;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that somebody produced to the topic, past the HTTP door. */
class CardNumbersInTransfersTest {
  private static final String NUMBER = "4242 4242 4242 4242";

  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1));

  @BeforeEach
  void givenTwoWallets() {
    ledger.givenWallet("alice", 1_000).givenWallet("bob", 0);
  }

  @AfterEach
  void close() {
    assertThat(ledger.harness().deadLetters()).isEmpty();
    ledger.thenBalance("alice").hasPosted(1_000);
    ledger.thenJournalBalances().close();
  }

  @Test
  void oneInTheMetadataIsRefusedAndNotRepeated() {
    TransferCommand noted =
        TransferCommand.newBuilder(transfer("t1").from("alice").to("bob", 1).build())
            .setMetadata(Map.of("note", NUMBER))
            .build();

    ledger.when("alice", noted);

    ledger.thenOutcome("t1").isRefused("card_number_refused");
    assertThat(ledger.outcomes("t1").toString()).doesNotContain("4242");
  }

  @Test
  void oneInAnIdIsNotEvenAnswered() {
    ledger.when(transfer("4242424242424242").from("alice").to("bob", 1));
    ledger.when(transfer("t1").from("alice").to("4242-4242-4242-4242", 1));
    ledger.when(Commands.change("alice", AccountAction.FREEZE, "4242424242424242"));

    assertThat(ledger.outcomes("4242424242424242")).isEmpty();
    assertThat(ledger.outcomes("t1")).isEmpty();
    assertThat(ledger.harness().sent(Topics.ACCOUNT_OUTCOMES).toString()).doesNotContain("4242");
  }
}
