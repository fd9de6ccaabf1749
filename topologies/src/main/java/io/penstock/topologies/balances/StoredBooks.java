package io.penstock.topologies.balances;

import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision.ClosingChange;
import io.penstock.domain.books.Decision.ReceivedChange;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Closing;
import io.penstock.schemas.Keys;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.streams.stores.StoreCatalogue;
import io.penstock.streams.stores.Table;
import io.penstock.topologies.flows.Deadlines;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The books of a partition, kept in its state stores. What is open stays; what was decided is
 * forgotten after a while, by the clock of the partition's decisions.
 */
final class StoredBooks implements Books {
  private final KeyValueStore<String, AccountBalance> accounts;
  private final KeyValueStore<String, TransferOutcome> holds;
  private final Table<TransferOutcome> transfers;
  private final Table<AccountOutcome> accountAnswers;
  private final Table<ReceivedCredit> receivedCredits;
  private final Deadlines holdDeadlines;
  private final KeyValueStore<String, Closing> closings;
  private final int partitions;
  private JournalHead head = JournalHead.first(0);

  StoredBooks(ProcessingContext context, int partitions, Duration idRetention) {
    this.partitions = partitions;
    this.closings = context.getStateStore(StoreCatalogue.CLOSINGS.name());
    this.accounts = context.getStateStore(StoreCatalogue.ACCOUNTS.name());
    this.holds = context.getStateStore(StoreCatalogue.HOLDS.name());
    this.transfers = StoreCatalogue.DECIDED_TRANSFERS.keptFor(idRetention).open(context);
    this.accountAnswers =
        StoreCatalogue.DECIDED_ACCOUNT_COMMANDS.keptFor(idRetention).open(context);
    this.receivedCredits = StoreCatalogue.RECEIVED_CREDITS.keptFor(idRetention).open(context);
    this.holdDeadlines =
        new Deadlines(context, StoreCatalogue.HOLD_DEADLINES, UnaryOperator.identity());
  }

  /** The stores of the books, and of their journal. */
  static List<StoreBuilder<?>> builders(Duration idRetention) {
    return List.of(
        StoreCatalogue.ACCOUNTS.builder(),
        StoreCatalogue.HOLDS.builder(),
        StoreCatalogue.DECIDED_TRANSFERS.keptFor(idRetention).builder(),
        StoreCatalogue.DECIDED_ACCOUNT_COMMANDS.keptFor(idRetention).builder(),
        StoreCatalogue.RECEIVED_CREDITS.keptFor(idRetention).builder(),
        StoreCatalogue.HOLD_DEADLINES.builder(),
        StoreCatalogue.CLOSINGS.builder(),
        StoreCatalogue.JOURNAL_HEADS.builder());
  }

  /** Opens the books for a decision, whose time never goes back. */
  void at(JournalHead end) {
    head = end;
  }

  @Override
  public JournalHead head() {
    return head;
  }

  @Override
  public @Nullable AccountBalance account(String accountId) {
    return accounts.get(accountId);
  }

  @Override
  public @Nullable TransferOutcome transfer(String scopeAccountId, String transferId) {
    String key = Keys.transfer(scopeAccountId, transferId);
    TransferOutcome hold = holds.get(key);
    return hold == null ? transfers.get(key, head.nowMs()) : hold;
  }

  @Override
  public @Nullable AccountOutcome accountAnswer(String accountId, String commandId) {
    return accountAnswers.get(Keys.accountAnswer(accountId, commandId), head.nowMs());
  }

  @Override
  public @Nullable Closing closing(String accountId) {
    return closings.get(accountId);
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public @Nullable ReceivedCredit receivedCredit(String scopeAccountId, String transferId) {
    return receivedCredits.get(Keys.transfer(scopeAccountId, transferId), head.nowMs());
  }

  void put(ReceivedChange change) {
    receivedCredits.put(
        Keys.transfer(change.scopeAccountId(), change.transferId()),
        change.received(),
        head.nowMs());
  }

  void put(ClosingChange change) {
    closings.put(change.accountId(), change.closing());
  }

  void put(AccountBalance account) {
    accounts.put(account.getAccountId(), account);
  }

  void put(AccountOutcome answer) {
    accountAnswers.put(
        Keys.accountAnswer(answer.getAccountId(), answer.getCommandId()), answer, head.nowMs());
  }

  /**
   * Stores a transfer. A pending hold stays until it is resolved, and one that waits for the clock
   * is also found by its deadline.
   */
  void put(TransferOutcome transfer) {
    String key = Keys.transfer(transfer.getScopeAccountId(), transfer.getTransferId());
    if (transfer.getStatus() == TransferStatus.PENDING) {
      holds.put(key, transfer);
    } else {
      transfers.put(key, transfer, head.nowMs());
      if (transfer.getKind() == TransferKind.HOLD && transfer.getResolution() != null) {
        holds.delete(key);
      }
    }
    Long expiresAt = transfer.getExpiresAtMs();
    if (expiresAt != null && transfer.getKind() == TransferKind.HOLD) {
      boolean waits = transfer.getStatus() == TransferStatus.PENDING;
      holdDeadlines.move(key, waits ? null : expiresAt, waits ? expiresAt : null);
    }
  }

  /** A hold that is pending, by its key; null where it was resolved. */
  @Nullable TransferOutcome hold(String key) {
    return holds.get(key);
  }

  /** Which holds expire when. */
  Deadlines holdDeadlines() {
    return holdDeadlines;
  }
}
