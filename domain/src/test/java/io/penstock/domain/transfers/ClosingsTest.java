package io.penstock.domain.transfers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.accounts.Accounts;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alice pays all she has and closes her account while the money is still under way. */
class ClosingsTest {
  private SimulatedCluster ledger;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void staysOpenForMoneyThatComesBack(long seed) {
    givenAliceWith(100, seed);
    pay("t1", "nobody", 100);

    AccountCommand close = close("c1");
    deliverAll();

    assertThat(ledger.answer(close).getFailureCode()).isEqualTo("account_has_funds");
    assertThat(alice().getStatus()).isEqualTo(AccountStatus.OPEN);
    assertThat(Accounts.posted(alice().getCounters())).isEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void closesBehindMoneyThatArrived(long seed) {
    givenAliceWith(100, seed);
    open("bob");
    pay("t1", "bob", 100);

    AccountCommand close = close("c1");
    assertThat(ledger.answer(close)).isNull();
    assertThat(alice().getStatus()).isEqualTo(AccountStatus.OPEN);
    deliverAll();

    assertThat(ledger.answer(close).getFailureCode()).isNull();
    assertThat(alice().getStatus()).isEqualTo(AccountStatus.CLOSED);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void answersOnceHoweverOftenAndByWhomItIsAsked(long seed) {
    givenAliceWith(100, seed);
    pay("t1", "nobody", 100);

    AccountCommand first = close("c1");
    deliverSome(seed);
    close("c1");
    AccountCommand second = close("c2");
    deliverAll();
    pay("t2", "world:USD", 100);
    AccountCommand third = close("c3");
    deliverAll();

    assertThat(ledger.answer(first).getFailureCode())
        .isIn("account_has_pending", "account_has_funds");
    assertThat(ledger.answer(second).getFailureCode()).isEqualTo("account_has_funds");
    assertThat(ledger.answer(third).getFailureCode()).isNull();
    assertThat(alice().getStatus()).isEqualTo(AccountStatus.CLOSED);
    assertThat(Accounts.posted(alice().getCounters())).isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void staysOpenWhereItPaidAgainMeanwhile(long seed) {
    givenAliceWith(100, seed);
    pay("t1", "world:USD", 100);

    AccountCommand close = close("c1");
    fund(50);
    pay("t2", "nobody", 50);
    deliverAll();

    assertThat(ledger.answer(close).getFailureCode())
        .isIn("account_has_pending", "account_has_funds");
    assertThat(alice().getStatus()).isEqualTo(AccountStatus.OPEN);
    assertThat(Accounts.posted(alice().getCounters())).isEqualTo(50);
  }

  private void givenAliceWith(long amountMinor, long seed) {
    ledger = new SimulatedCluster(4, new Random(seed));
    open("alice");
    fund(amountMinor);
  }

  private void fund(long amountMinor) {
    move("f" + amountMinor, "world:USD", "alice", amountMinor);
  }

  private void pay(String id, String to, long amountMinor) {
    move(id, "alice", to, amountMinor);
  }

  private void move(String id, String from, String to, long amountMinor) {
    var _ =
        ledger.command(
            TransferCommand.newBuilder()
                .setTransferId(id)
                .setKind(TransferKind.DIRECT)
                .setDebitAccountId(from)
                .setCredits(List.of(new Credit(to, amountMinor)))
                .setCurrency("USD")
                .build());
  }

  private void open(String id) {
    ledger.command(
        new AccountCommand(
            "open",
            id,
            AccountAction.OPEN,
            new AccountOpening("owner", AccountType.WALLET, "USD", 0L, Map.of()),
            null,
            null));
  }

  private AccountCommand close(String commandId) {
    var command = new AccountCommand(commandId, "alice", AccountAction.CLOSE, null, null, null);
    ledger.command(command);
    return command;
  }

  private void deliverSome(long seed) {
    for (long i = 0; i < seed % 5; i++) {
      var _ = ledger.deliverOne();
    }
  }

  private void deliverAll() {
    while (ledger.deliverOne()) {}
  }

  private AccountBalance alice() {
    return ledger.account("alice").getFirst();
  }
}
