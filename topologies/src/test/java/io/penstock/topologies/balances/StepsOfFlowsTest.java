package io.penstock.topologies.balances;

import static io.penstock.schemas.Topics.ACCOUNT_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFERS_REQUESTED;
import static io.penstock.schemas.Topics.TRANSFER_OUTCOMES;
import static io.penstock.schemas.Topics.TRANSFER_STEPS;
import static io.penstock.testkit.Commands.hold;
import static io.penstock.testkit.Commands.post;
import static io.penstock.testkit.Commands.transfer;
import static io.penstock.testkit.Commands.voidHold;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.AccountType;
import io.penstock.testkit.Commands;
import io.penstock.testkit.LedgerScenario;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transfers of a flow come from the flow alone. */
class StepsOfFlowsTest {
  private final LedgerScenario ledger =
      LedgerScenario.of(builder -> BalancesTopology.build(builder, 1))
          .givenWallet("alice", 1_000)
          .givenWallet("bob", 0);

  @AfterEach
  void close() {
    ledger.thenJournalBalances().close();
  }

  @Test
  void aFlowHoldsAndPosts() {
    ledger.whenFlowAsks(hold("pay::hold").from("alice").to("bob", 600));
    ledger.whenFlowAsks(post("pay::post", "pay::hold").from("alice"));

    ledger.thenOutcome("pay::post").isPosted();
    ledger.thenBalance("bob").hasPosted(600);
  }

  static Stream<Commands.Transfer> meddling() {
    return Stream.of(
        post("mine", "pay::hold").from("alice"),
        voidHold("mine", "pay::hold").from("alice"),
        post("pay::post", "pay::hold").from("alice"),
        transfer("pay::book").from("alice").to("bob", 1),
        hold("pay::hold").from("alice").to("bob", 600),
        transfer("x::y").from("alice").to("bob", 1),
        transfer("mine").from("alice").to("bob::1", 1),
        transfer("mine").from("alice::1").to("bob", 1));
  }

  @ParameterizedTest
  @MethodSource("meddling")
  void nobodyElseNamesAStepOfAFlow(Commands.Transfer meddling) {
    ledger.whenFlowAsks(hold("pay::hold").from("alice").to("bob", 600));

    ledger.when(meddling.request("req-1"));

    assertThat(ledger.harness().sent(TRANSFER_OUTCOMES).getLast())
        .satisfies(o -> assertThat(o.getFailureCode()).isEqualTo("id_reserved"))
        .satisfies(o -> assertThat(o.getRequestId()).isEqualTo("req-1"));
    ledger.thenBalance("alice").hasPosted(1_000).hasHeld(600);
    ledger.thenBalance("bob").hasPosted(0);
  }

  @Test
  void anIdThatWasRefusedIsNotUsedUp() {
    ledger.when(transfer("pay::book").from("alice").to("bob", 1));
    ledger.whenFlowAsks(transfer("pay::book").from("alice").to("bob", 500));

    ledger.thenOutcome("pay::book").isPosted();
    ledger.thenBalance("bob").hasPosted(500);
  }

  @Test
  void aMalformedCommandWithAReservedIdIsToldOfTheIdFirst() {
    ledger.when("bob", transfer("pay::hold").from("alice").in("???").build());

    ledger.thenOutcome("pay::hold").isRefused("id_reserved");
  }

  @Test
  void theTopicOfFlowsTakesNothingElse() {
    ledger.whenFlowAsks(transfer("plain").from("alice").to("bob", 1));

    ledger.thenOutcome("plain").isRefused("no_step");
    ledger.thenBalance("alice").hasPosted(1_000);
  }

  @Test
  void aFlowEndsItsOwnHoldsOnly() {
    ledger.when(hold("alices-own").from("alice").to("bob", 100));
    ledger.whenFlowAsks(hold("other::hold").from("alice").to("bob", 100));

    ledger.whenFlowAsks(post("pay::post", "alices-own").from("alice"));
    ledger.thenOutcome("pay::post").isRefused("id_reserved");
    ledger.whenFlowAsks(voidHold("pay::void", "other::hold").from("alice"));
    ledger.thenOutcome("pay::void").isRefused("id_reserved");

    ledger.thenBalance("alice").hasHeld(200);
  }

  @Test
  void anAccountIsNotNamedLikeAStep() {
    ledger.when(Commands.openWallet("carol::x"));
    ledger.when(Commands.open("carol", AccountType.WALLET, "USD", 0, "open::carol"));
    ledger.when(Commands.openMerchant("shop", "shop::owner", 0));

    assertThat(ledger.harness().sent(ACCOUNT_OUTCOMES).subList(2, 5))
        .allSatisfy(answer -> assertThat(answer.getFailureCode()).isEqualTo("id_reserved"))
        .allSatisfy(answer -> assertThat(answer.getAccount()).isNull());
  }

  @Test
  void whatIsSentOnToItsPartitionKeepsTheTopicThatItCameBy() {
    try (LedgerScenario one = LedgerScenario.of(builder -> BalancesTopology.build(builder, 64))) {
      one.whenFlowAsks(transfer("pay::book").from("alice").to("bob", 1));
      one.when(transfer("t1").from("alice").to("bob", 1));

      assertThat(one.harness().sent(TRANSFER_STEPS))
          .extracting(command -> command.getTransferId())
          .containsOnly("pay::book");
      assertThat(one.harness().sent(TRANSFERS_REQUESTED))
          .extracting(command -> command.getTransferId())
          .containsOnly("t1");
    }
  }
}
