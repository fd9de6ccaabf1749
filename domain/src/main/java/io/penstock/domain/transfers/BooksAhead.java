package io.penstock.domain.transfers;

import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Closing;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.TransferOutcome;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The books as they would stand after decisions that are not carried out yet. */
final class BooksAhead implements Books {
  private final Books books;
  private final Map<String, AccountBalance> accounts = new HashMap<>();
  private JournalHead head;

  BooksAhead(Books books) {
    this.books = books;
    this.head = books.head();
  }

  void add(Decision decision) {
    head = head.ahead(decision.entry());
    decision.accounts().forEach(account -> accounts.put(account.getAccountId(), account));
  }

  @Override
  public JournalHead head() {
    return head;
  }

  @Override
  public @Nullable AccountBalance account(String accountId) {
    AccountBalance ahead = accounts.get(accountId);
    return ahead == null ? books.account(accountId) : ahead;
  }

  /** No two transfers of a chain have one id, and none refers to another. */
  @Override
  public @Nullable TransferOutcome transfer(String scopeAccountId, String transferId) {
    return books.transfer(scopeAccountId, transferId);
  }

  @Override
  public @Nullable Closing closing(String accountId) {
    return books.closing(accountId);
  }

  @Override
  public int partitions() {
    return books.partitions();
  }

  @Override
  public @Nullable ReceivedCredit receivedCredit(String scopeAccountId, String transferId) {
    return books.receivedCredit(scopeAccountId, transferId);
  }

  @Override
  public @Nullable AccountOutcome accountAnswer(String accountId, String commandId) {
    return books.accountAnswer(accountId, commandId);
  }
}
