package io.penstock.queries.facts;

import io.penstock.queries.store.NotReadyException;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import io.penstock.views.ConsistencyToken;
import java.util.List;
import java.util.Set;

/** Where no database is configured. */
record NoStoredLists() implements StoredLists {
  @Override
  public Slice<List<AccountBalance>> accounts(WantedAccounts wanted) {
    throw NotReadyException.noLists();
  }

  @Override
  public Slice<TransferOutcome> transfers(WantedTransfers wanted) {
    throw NotReadyException.noLists();
  }

  @Override
  public Set<Integer> known(List<SettlementLine> lines) {
    throw NotReadyException.noLists();
  }

  @Override
  public boolean hasSeen(ConsistencyToken token) {
    throw NotReadyException.noLists();
  }

  @Override
  public void close() {}
}
