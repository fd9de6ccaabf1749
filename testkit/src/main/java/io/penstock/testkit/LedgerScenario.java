package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.Direction;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;

/** A ledger under test: given accounts and money, when commands come, then this has happened. */
public final class LedgerScenario implements AutoCloseable {
  private static final String CURRENCY = "USD";

  private final TopologyHarness harness;
  private int fundings;

  private LedgerScenario(TopologyHarness harness) {
    this.harness = harness;
  }

  /** A scenario over a topology that takes the ledger's commands, with one partition. */
  public static LedgerScenario of(Consumer<StreamsBuilder> build) {
    return of(build, Map.of());
  }

  /** The same with settings of the streams application that are not usual. */
  public static LedgerScenario of(Consumer<StreamsBuilder> build, Map<String, ?> settings) {
    return new LedgerScenario(TopologyHarness.of(build, settings));
  }

  /** A wallet in USD that holds so many cents, funded from {@code world:USD}. */
  public LedgerScenario givenWallet(String accountId, long amountMinor) {
    when(Commands.openWallet(accountId));
    if (amountMinor > 0) {
      when(
          Commands.transfer("funding-" + ++fundings)
              .from("world:" + CURRENCY)
              .to(accountId, amountMinor));
    }
    return this;
  }

  public LedgerScenario when(AccountCommand command) {
    harness.send(Topics.ACCOUNT_COMMANDS, command.getAccountId(), command);
    return this;
  }

  /** Sends a transfer with the key it must have. */
  public LedgerScenario when(Commands.Transfer transfer) {
    TransferCommand command = transfer.build();
    String key = TransferKey.of(command);
    return when(key == null ? command.getDebitAccountId() : key, command);
  }

  /** Sends a transfer as a flow does, to the topic that only flows write. */
  public LedgerScenario whenFlowAsks(Commands.Transfer transfer) {
    TransferCommand command = transfer.build();
    String key = TransferKey.of(command);
    harness.send(Topics.TRANSFER_STEPS, key == null ? command.getDebitAccountId() : key, command);
    return this;
  }

  /** Sends a transfer with a key of the test's choice. */
  public LedgerScenario when(String key, TransferCommand command) {
    harness.send(Topics.TRANSFERS_REQUESTED, key, command);
    return this;
  }

  public LedgerScenario after(Duration duration) {
    harness.advance(duration);
    return this;
  }

  /** The latest outcome of a transfer. */
  public OutcomeAssert thenOutcome(String transferId) {
    List<TransferOutcome> all = outcomes(transferId);
    assertThat(all).as("outcomes of " + transferId).isNotEmpty();
    return new OutcomeAssert(all.getLast());
  }

  /** All outcomes of a transfer, repeats and later states included, in order. */
  public List<TransferOutcome> outcomes(String transferId) {
    return harness.sent(Topics.TRANSFER_OUTCOMES).stream()
        .filter(o -> o.getTransferId().equals(transferId))
        .toList();
  }

  /** The latest version of an account. */
  public BalanceAssert thenBalance(String accountId) {
    return BalanceAssert.ofLatest(harness.sent(Topics.ACCOUNT_BALANCES), accountId);
  }

  /** The entries that a transfer wrote, reversals included, in order. */
  public List<LedgerEntry> entries(String transferId) {
    return harness.sent(Topics.LEDGER_ENTRIES).stream()
        .filter(e -> e.getTransferId().equals(transferId))
        .toList();
  }

  /** Every entry balances, and so does the journal. */
  public LedgerScenario thenJournalBalances() {
    assertThat(harness.sent(Topics.LEDGER_ENTRIES))
        .allSatisfy(
            entry ->
                assertThat(sum(entry, Direction.DEBIT)).isEqualTo(sum(entry, Direction.CREDIT)));
    return this;
  }

  private static long sum(LedgerEntry entry, Direction direction) {
    return entry.getLegs().stream()
        .filter(leg -> leg.getDirection() == direction)
        .mapToLong(Leg::getAmountMinor)
        .reduce(0, Math::addExact);
  }

  /** What lies beneath: topics, dead letters, stores. */
  public TopologyHarness harness() {
    return harness;
  }

  @Override
  public void close() {
    harness.close();
  }
}
