package io.penstock.topologies.balances;

import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.books.HashChain;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferOutcome;
import io.penstock.testkit.Commands.Transfer;
import io.penstock.testkit.LedgerScenario;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainsTest {
  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1));

  ChainsTest() {
    ledger.givenWallet("alice", 100).givenWallet("bob", 0);
  }

  @AfterEach
  void close() {
    ledger.thenJournalBalances().close();
  }

  @Test
  void happenTogetherAndKeepTheJournalsChain() {
    ledger.when(pay("t1", 30).linkedWith(hold("t2").from("alice").to("bob", 20), pay("t3", 50)));

    ledger.thenOutcome("t1").isPosted();
    ledger.thenOutcome("t3").isPosted();
    ledger.thenBalance("alice").hasPosted(20);
    ledger.thenBalance("bob").hasPosted(80);
    assertThat(ledger.outcomes("t2").getLast().getChainId()).isEqualTo("t1");
    List<LedgerEntry> entries = ledger.harness().sent(Topics.LEDGER_ENTRIES);
    for (int i = 1; i < entries.size(); i++) {
      byte[] before = ledger.harness().encode(Topics.LEDGER_ENTRIES, entries.get(i - 1));
      assertThat(entries.get(i).getPreviousHash().array()).isEqualTo(HashChain.hash(before));
    }
  }

  @Test
  void failTogetherAndNameTheCulprit() {
    ledger.when(pay("t1", 60).linkedWith(pay("t2", 41)));

    ledger.thenOutcome("t1").isDeclined("linked_transfer_failed");
    ledger.thenOutcome("t2").isDeclined("insufficient_funds");
    assertThat(ledger.outcomes("t1").getLast().getFailureDetail())
        .contains("t2")
        .contains("insufficient_funds");
    ledger.thenBalance("alice").hasPosted(100).hasVersion(2);
  }

  @Test
  void areAnsweredAgainAsTheFirstTime() {
    Transfer chain = pay("t1", 60).linkedWith(pay("t2", 40));
    ledger.when(chain).when(chain);

    assertThat(ledger.outcomes("t1").getLast().getRepeated()).isTrue();
    assertThat(ledger.outcomes("t2").getLast().getRepeated()).isTrue();
    ledger.thenBalance("bob").hasPosted(100);
  }

  @Test
  void doNotHappenWithOneThatHappenedAlone() {
    ledger.when(pay("t1", 10));
    ledger.when(pay("t1", 10).linkedWith(pay("t2", 10)));

    assertThat(ledger.outcomes("t1").getLast().getFailureCode())
        .isEqualTo("id_already_used_with_different_linked");
    ledger.thenOutcome("t2").isDeclined("linked_transfer_failed");
    ledger.thenBalance("bob").hasPosted(10);
  }

  @Test
  void areRefusedWholeWhereOneIsMalformed() {
    ledger.when(pay("t1", 10).linkedWith(pay("t2", 0)));
    ledger.when(pay("t3", 10).linkedWith(transfer("t4").from("bob").to("alice", 1)));
    ledger.when(pay("t5", 10).linkedWith(pay("x::y", 1)));

    assertThat(code("t1")).isEqualTo("linked_transfer_failed");
    assertThat(code("t2")).isEqualTo("amount_must_be_positive");
    assertThat(code("t3")).isEqualTo("linked_chain_spans_accounts");
    assertThat(code("t4")).isEqualTo("linked_chain_spans_accounts");
    assertThat(code("t5")).isEqualTo("id_reserved");
    ledger.thenBalance("alice").hasPosted(100);
  }

  @Test
  void aReversedCreditUndoesNoSibling() {
    ledger.when(pay("t1", 10).linkedWith(transfer("t2").from("alice").to("nobody", 20)));

    ledger.thenOutcome("t1").isPosted();
    TransferOutcome reversed = ledger.outcomes("t2").getLast();
    assertThat(reversed.getFailureCode()).isEqualTo("credit_account_not_found");
    assertThat(reversed.getFailureCredit()).isZero();
    ledger.thenBalance("alice").hasPosted(90);
  }

  private String code(String id) {
    return ledger.outcomes(id).getLast().getFailureCode();
  }

  private static Transfer pay(String id, long minor) {
    return transfer(id).from("alice").to("bob", minor);
  }
}
