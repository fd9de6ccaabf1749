package io.penstock.domain.books;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Closing;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.TransferOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What a partition knows, as the rules read it. They never write: they return a {@link Decision}.
 */
public interface Books {

  /** Where the journal ends, and the time of the decision at hand. */
  JournalHead head();

  /** The account as it stands in this partition; a system account: this partition's shard. */
  @Nullable AccountBalance account(String accountId);

  /** The transfer that was pinned to this id in this scope. */
  @Nullable TransferOutcome transfer(String scopeAccountId, String transferId);

  /** The CLOSE of the account that waits for its credits; null: none. */
  @Nullable Closing closing(String accountId);

  /** Over how many partitions the ledger's accounts are spread. */
  int partitions();

  /** What became of a credit that an account of this partition received; null: it stands. */
  @Nullable ReceivedCredit receivedCredit(String scopeAccountId, String transferId);

  /** The answer that was pinned to this account command. */
  @Nullable AccountOutcome accountAnswer(String accountId, String commandId);
}
