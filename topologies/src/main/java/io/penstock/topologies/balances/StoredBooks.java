package io.penstock.topologies.balances;

import static io.penstock.schemas.StoreCatalogue.ACCOUNTS;
import static io.penstock.schemas.StoreCatalogue.ACCOUNT_ANSWERS;
import static io.penstock.schemas.StoreCatalogue.HOLD_DEADLINES;
import static io.penstock.schemas.StoreCatalogue.TRANSFERS;

import io.penstock.domain.Books;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Keys;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The books of a partition, kept in its state stores. */
final class StoredBooks implements Books {
  private final KeyValueStore<String, AccountBalance> accounts;
  private final KeyValueStore<String, TransferOutcome> transfers;
  private final KeyValueStore<String, AccountOutcome> accountAnswers;
  private final KeyValueStore<String, String> holdDeadlines;

  StoredBooks(ProcessingContext context) {
    this.accounts = context.getStateStore(ACCOUNTS.name());
    this.transfers = context.getStateStore(TRANSFERS.name());
    this.accountAnswers = context.getStateStore(ACCOUNT_ANSWERS.name());
    this.holdDeadlines = context.getStateStore(HOLD_DEADLINES.name());
  }

  @Override
  public @Nullable AccountBalance account(String accountId) {
    return accounts.get(accountId);
  }

  @Override
  public @Nullable TransferOutcome transfer(String scopeAccountId, String transferId) {
    return transfers.get(Keys.transfer(scopeAccountId, transferId));
  }

  @Override
  public @Nullable AccountOutcome accountAnswer(String accountId, String commandId) {
    return accountAnswers.get(Keys.accountAnswer(accountId, commandId));
  }

  void put(AccountBalance account) {
    accounts.put(account.getAccountId(), account);
  }

  void put(AccountOutcome answer) {
    accountAnswers.put(Keys.accountAnswer(answer.getAccountId(), answer.getCommandId()), answer);
  }

  /** Stores a transfer; a hold that waits for the clock is also found by its deadline. */
  void put(TransferOutcome transfer) {
    String key = Keys.transfer(transfer.getScopeAccountId(), transfer.getTransferId());
    transfers.put(key, transfer);
    Long expiresAt = transfer.getExpiresAtMs();
    if (expiresAt != null && transfer.getKind() == TransferKind.HOLD) {
      holdDeadlines.put(
          Keys.deadline(expiresAt, key),
          transfer.getStatus() == TransferStatus.PENDING ? key : null);
    }
  }

  /** Up to so many holds whose deadline has come, the earliest first. */
  List<TransferOutcome> holdsDue(long nowMs, int most) {
    List<TransferOutcome> due = new ArrayList<>();
    try (var deadlines = holdDeadlines.range(null, Keys.deadline(nowMs + 1, ""))) {
      while (deadlines.hasNext() && due.size() < most) {
        TransferOutcome hold = transfers.get(deadlines.next().value);
        if (hold != null) {
          due.add(hold);
        }
      }
    }
    return due;
  }

  /**
   * Forgets transfers and answers that were resolved before a time; looks at a bounded number of
   * them.
   *
   * @param afterKey where the last look ended
   * @return where this look ended, or null at the end of the store
   */
  @Nullable String forgetResolvedBefore(long timeMs, @Nullable String afterKey, int most) {
    List<String> forgotten = new ArrayList<>();
    String last = null;
    int seen = 0;
    try (var all = transfers.range(afterKey, null)) {
      while (all.hasNext() && seen < most) {
        var entry = all.next();
        last = entry.key;
        seen++;
        if (isResolvedBefore(entry.value, timeMs)) {
          forgotten.add(entry.key);
        }
      }
    }
    forgotten.forEach(transfers::delete);
    return seen < most ? null : last;
  }

  private static boolean isResolvedBefore(TransferOutcome transfer, long timeMs) {
    return transfer.getStatus() != TransferStatus.PENDING
        && (transfer.getResolution() == null
                ? transfer.getDecidedAtMs()
                : transfer.getResolution().getResolvedAtMs())
            < timeMs;
  }
}
