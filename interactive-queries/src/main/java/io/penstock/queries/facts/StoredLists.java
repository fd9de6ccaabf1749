package io.penstock.queries.facts;

import io.penstock.queries.store.NotReadyException;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.views.ConsistencyToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists over all accounts and transfers that there ever were, newest first, and questions about
 * many things at once. Each call answers within a few seconds or throws {@link NotReadyException}.
 */
public interface StoredLists extends AutoCloseable {

  /** The accounts, each as its shards: one row, or several of a system account. */
  Slice<List<AccountBalance>> accounts(WantedAccounts wanted);

  /** The transfers, without posts and voids: those only say what became of a hold. */
  Slice<TransferOutcome> transfers(WantedTransfers wanted);

  /**
   * Which settlement lines change nothing, since reconciliation has accepted them already, by their
   * place in the list; one that it has not told yet is not among them.
   *
   * @param lines a few thousand at most, that can be understood
   */
  Set<Integer> known(List<SettlementLine> lines);

  /** Whether what lists show includes all that a token names. */
  boolean hasSeen(ConsistencyToken token);

  @Override
  void close();

  /** Nobody keeps them. */
  static StoredLists none() {
    return new NoStoredLists();
  }

  /**
   * A place in a list, behind which it goes on.
   *
   * @param createdAtMs milliseconds since 1970-01-01T00:00:00Z
   * @param id of the account or transfer
   * @param scope of a transfer; empty for an account
   */
  record Place(long createdAtMs, String id, String scope) {}

  /**
   * A part of a list.
   *
   * @param next where it goes on; empty at its end. Where a filter is met rarely there may be fewer
   *     things than asked for, or none, and yet a next place
   */
  record Slice<T>(List<T> things, Optional<Place> next) {
    public Slice {
      things = List.copyOf(things);
    }
  }

  /**
   * Which accounts; what is null or empty is not asked for.
   *
   * @param after where to begin
   * @param limit most of them
   */
  record WantedAccounts(
      @Nullable String ownerId,
      List<AccountType> types,
      @Nullable String currency,
      List<AccountStatus> statuses,
      @Nullable Place after,
      int limit) {}

  /**
   * Which transfers; what is null or empty is not asked for.
   *
   * @param accountId pays or is paid
   * @param metadata notes that they have, among others
   * @param fromMs when they were first decided, inclusive; milliseconds since the epoch
   * @param toMs exclusive
   * @param after where to begin
   * @param limit most of them
   */
  record WantedTransfers(
      @Nullable String accountId,
      List<TransferStatus> statuses,
      @Nullable String code,
      Map<String, String> metadata,
      long fromMs,
      long toMs,
      @Nullable Place after,
      int limit) {}
}
