package io.penstock.topologies.balances;

import static io.penstock.testkit.Commands.change;
import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.open;
import static io.penstock.testkit.Commands.openWallet;
import static io.penstock.testkit.Commands.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.CloseMarker;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Placement;
import io.penstock.schemas.Topics;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.testkit.LedgerScenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1));

  @AfterEach
  void close() {
    ledger.close();
  }

  private AccountOutcome lastAnswer() {
    return ledger.harness().sent(Topics.ACCOUNT_OUTCOMES).getLast();
  }

  @Test
  void opens() {
    ledger.when(open("shop", AccountType.MERCHANT, "EUR", 500));

    assertThat(lastAnswer().getFailureCode()).isNull();
    assertThat(ledger.thenBalance("shop").hasPosted(0).hasVersion(1).actual().getCurrency())
        .isEqualTo("EUR");
  }

  @Test
  void answersARepeatAndOpensOnce() {
    ledger.when(openWallet("alice"));

    ledger.when(openWallet("alice"));

    assertThat(lastAnswer().getRepeated()).isTrue();
    assertThat(lastAnswer().getFailureCode()).isNull();
    ledger.thenBalance("alice").hasVersion(1);
  }

  @Test
  void opensAnIdOnlyOnce() {
    ledger.when(openWallet("alice"));

    ledger.when(open("alice", AccountType.WALLET, "USD", 0, "again"));

    assertThat(lastAnswer().getFailureCode()).isEqualTo("account_already_exists");
  }

  @Test
  void refusesAWithdrawnCurrencyAndTheNamesOfSystemAccounts() {
    ledger.when(open("old", AccountType.WALLET, "DEM", 0));
    assertThat(lastAnswer().getFailureCode()).isEqualTo("currency_unknown");

    ledger.when(open("world:USD", AccountType.WALLET, "USD", 0));
    assertThat(lastAnswer().getFailureCode()).isEqualTo("account_already_exists");

    ledger.when(open("mine", AccountType.SYSTEM, "USD", 0));
    assertThat(lastAnswer().getFailureCode()).isEqualTo("account_type_reserved");
  }

  @Test
  void leavesTheCommandIdOfWhatIsMalformedFree() {
    ledger.when(open("alice", AccountType.WALLET, "DEM", 0, "c1"));
    ledger.when(open("alice", AccountType.WALLET, "USD", -1, "c1"));
    assertThat(lastAnswer().getFailureCode()).isEqualTo("overdraft_limit_negative");

    ledger.when(open("alice", AccountType.WALLET, "USD", 0, "c1"));

    assertThat(lastAnswer().getFailureCode()).isNull();
    ledger.thenBalance("alice").hasVersion(1);
  }

  @Test
  void spendsUpToItsOverdraftLimit() {
    ledger.when(open("shop", AccountType.MERCHANT, "USD", 500)).givenWallet("bob", 0);

    ledger.when(transfer("t1").from("shop").to("bob", 501));
    ledger.when(transfer("t2").from("shop").to("bob", 500));

    ledger.thenOutcome("t1").isDeclined("insufficient_funds");
    ledger.thenOutcome("t2").isPosted();
    ledger.thenBalance("shop").hasPosted(-500);
  }

  @Test
  void closesOnlyWhenEmptyAndWithoutHolds() {
    ledger.givenWallet("alice", 100).givenWallet("bob", 0);
    ledger.when(change("alice", AccountAction.CLOSE, "c1"));
    assertThat(lastAnswer().getFailureCode()).isEqualTo("account_has_funds");

    ledger.when(hold("h1").from("alice").to("bob", 100));
    ledger.when(change("bob", AccountAction.CLOSE, "c2"));
    assertThat(lastAnswer().getFailureCode()).isEqualTo("account_has_pending");

    ledger.when(transfer("t1").from("alice").to("world:USD", 100));
    ledger.thenOutcome("t1").isDeclined("insufficient_funds");
  }

  @Test
  void closesOnceItsOwnMoneyHasArrived() {
    ledger.givenWallet("alice", 100).givenWallet("bob", 0);
    ledger.when(transfer("t1").from("alice").to("bob", 100));

    ledger.when(change("alice", AccountAction.CLOSE, "c1"));

    assertThat(ledger.harness().deadLetters()).isEmpty();
    assertThat(closes(ledger)).containsExactly("ok");
    ledger.thenBalance("alice").hasStatus(AccountStatus.CLOSED).hasPosted(0);
    assertThat(ledger.harness().store(StoreCatalogue.CLOSINGS.name()).all().hasNext()).isFalse();

    ledger.when(change("alice", AccountAction.CLOSE, "c1"));
    assertThat(lastAnswer().getFailureCode()).isNull();
    assertThat(lastAnswer().getRepeated()).isTrue();
  }

  @Test
  void sendsAMarkerBehindItsMoneyThroughEveryPartition() {
    String carol =
        Stream.iterate(0, i -> i + 1)
            .map(i -> "carol-" + i)
            .filter(id -> Placement.ofKey(id, 4) == 0)
            .findFirst()
            .orElseThrow();
    try (var wide = LedgerScenario.of(builder -> BalancesTopology.build(builder, 4))) {
      wide.givenWallet(carol, 100).when(transfer("t1").from(carol).to("world:USD", 100));

      wide.when(change(carol, AccountAction.CLOSE, "c1"));

      List<CloseMarker> out = markers(wide, false);
      assertThat(out).extracting(CloseMarker::getPartition).containsExactly(0, 1, 2, 3);
      List<CloseMarker> back = markers(wide, true);
      assertThat(back).extracting(CloseMarker::getPartition).containsExactly(0, 1, 2, 3);
      assertThat(closes(wide)).containsExactly("ok");
      wide.thenBalance(carol).hasStatus(AccountStatus.CLOSED);
    }
  }

  private static List<CloseMarker> markers(LedgerScenario ledger, boolean back) {
    return ledger.harness().sent(Topics.CREDIT_LEGS).stream()
        .map(CreditLeg::getMarker)
        .filter(marker -> marker != null && marker.getBack() == back)
        .toList();
  }

  private static List<String> closes(LedgerScenario ledger) {
    return ledger.harness().sent(Topics.ACCOUNT_OUTCOMES).stream()
        .filter(answer -> answer.getCommandId().startsWith("c"))
        .map(answer -> answer.getFailureCode() == null ? "ok" : answer.getFailureCode())
        .toList();
  }

  @Test
  void staysClosed() {
    ledger.givenWallet("alice", 0).givenWallet("bob", 100);
    ledger.when(change("alice", AccountAction.CLOSE, "c1"));

    ledger.when(change("alice", AccountAction.UNFREEZE, "u1"));
    assertThat(lastAnswer().getFailureCode()).isEqualTo("account_already_closed");

    ledger.when(transfer("t1").from("bob").to("alice", 100));
    ledger.thenOutcome("t1").isReversed("credit_account_closed");
    ledger.thenBalance("alice").hasStatus(AccountStatus.CLOSED).hasPosted(0);
    ledger.thenBalance("bob").hasPosted(100);
  }

  @Test
  void thawsAFrozenAccount() {
    ledger.givenWallet("alice", 100).givenWallet("bob", 0);
    ledger.when(change("alice", AccountAction.FREEZE, "f1"));
    ledger.when(change("alice", AccountAction.UNFREEZE, "u1"));

    ledger.when(transfer("t1").from("alice").to("bob", 100));

    ledger.thenOutcome("t1").isPosted();
  }
}
