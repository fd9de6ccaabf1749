package io.penstock.domain.transfers;

import io.penstock.schemas.TransferOutcome;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * For whom a transfer's id is unique: its debit account, or its first credit account where a system
 * account pays. One id may name transfers of several scopes.
 *
 * @param scopeAccountId the account for which the id is unique
 * @param debitAccountId the account that pays
 */
public record TransferScope(String scopeAccountId, String debitAccountId) {

  public static TransferScope of(TransferOutcome transfer) {
    return new TransferScope(transfer.getScopeAccountId(), transfer.getDebitAccountId());
  }

  /**
   * Those of the transfers with one id that a client may mean. Who names the scope account means
   * one; who names the debit account may mean several where that is a system account.
   *
   * @param accountId what the client names; null: nothing
   */
  public static <T> List<T> meant(
      List<T> transfers, Function<T, TransferScope> scope, @Nullable String accountId) {
    if (accountId == null) {
      return transfers;
    }
    List<T> scoped =
        transfers.stream().filter(t -> scope.apply(t).scopeAccountId.equals(accountId)).toList();
    return scoped.isEmpty()
        ? transfers.stream().filter(t -> scope.apply(t).debitAccountId.equals(accountId)).toList()
        : scoped;
  }
}
