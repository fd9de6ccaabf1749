package io.penstock.domain.transfers;

import io.penstock.domain.SystemAccounts;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.accounts.Movement;
import io.penstock.domain.books.BalancedLegs;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.ReversedTransfer;
import io.penstock.schemas.TransferOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The moves of one decision as they add up: accounts of this partition change in place, credits of
 * other partitions' accounts are sent on their way. Each move is a version of its account.
 */
final class Moves {
  private final Books books;
  private final JournalHead head;
  private final String transferId;
  private final String scope;
  private final String currency;
  private final @Nullable String code;
  private final @Nullable Long entrySequence;
  private final @Nullable ReversedTransfer reverses;

  private final List<AccountBalance> accounts = new ArrayList<>(2);
  private final List<Leg> legs = new ArrayList<>(2);
  private final List<CreditLeg> travelling = new ArrayList<>(1);

  /**
   * Moves of a transfer that is being decided or resolved.
   *
   * @param postsMoney whether the next ledger entry is written
   * @param reverses what a reversal gives back of; null: it is none
   */
  Moves(
      Books books,
      String transferId,
      String scope,
      String currency,
      @Nullable String code,
      boolean postsMoney,
      @Nullable ReversedTransfer reverses) {
    this.books = books;
    this.head = books.head();
    this.transferId = transferId;
    this.scope = scope;
    this.currency = currency;
    this.code = code;
    this.entrySequence = postsMoney ? head.nextSequence() : null;
    this.reverses = reverses;
  }

  static Moves of(Books books, TransferOutcome transfer, boolean postsMoney) {
    return new Moves(
        books,
        transfer.getTransferId(),
        transfer.getScopeAccountId(),
        transfer.getCurrency(),
        transfer.getCode(),
        postsMoney,
        null);
  }

  /** Whether an account's credits are applied here: the scope account and all system accounts. */
  static boolean isLocal(String accountId, String scope) {
    return accountId.equals(scope) || SystemAccounts.isSystem(accountId);
  }

  /** Debits an account of this partition. */
  Counters debit(String accountId, Movement movement) {
    AccountBalance before = here(accountId);
    Counters after = Accounts.debit(before.getCounters(), movement);
    return change(before, after, Direction.DEBIT, movement);
  }

  /** Credits an account, here or where it lives. */
  void credit(String accountId, Movement movement) {
    if (isLocal(accountId, scope)) {
      creditHere(accountId, movement);
      return;
    }
    travelling.add(
        new CreditLeg(
            accountId,
            currency,
            movement.postedMinor(),
            movement.pendingMinor(),
            transferId,
            scope,
            head.partition(),
            entrySequence,
            code,
            null,
            null,
            reverses == null ? null : reverses.getTransferId(),
            null));
    if (movement.postedMinor() > 0) {
      legs.add(new Leg(accountId, Direction.CREDIT, movement.postedMinor(), null, null));
    }
  }

  /** Credits an account of this partition. */
  Counters creditHere(String accountId, Movement movement) {
    AccountBalance before = here(accountId);
    Counters after = Accounts.credit(before.getCounters(), movement);
    return change(before, after, Direction.CREDIT, movement);
  }

  /** A leg of an account elsewhere that moves nothing there: its credit never arrived. */
  void takeBack(String accountId, long postedMinor) {
    legs.add(new Leg(accountId, Direction.DEBIT, postedMinor, null, null));
  }

  String scope() {
    return scope;
  }

  JournalHead head() {
    return head;
  }

  @Nullable Long entrySequence() {
    return entrySequence;
  }

  /** All that has moved, with the transfers in their new state. */
  Decision decision(List<TransferOutcome> pinned, @Nullable LedgerEntry entry) {
    return new Decision(accounts, pinned, List.of(), null, entry, travelling);
  }

  LedgerEntry entry(EntryKind kind, TransferOutcome transfer) {
    return new BalancedLegs(legs).entry(head, kind, transfer, reverses);
  }

  private Counters change(
      AccountBalance before, Counters after, Direction direction, Movement movement) {
    long postedMinor = movement.postedMinor();
    Change why =
        new Change(
            transferId,
            scope,
            direction,
            postedMinor,
            movement.pendingMinor(),
            entrySequence == null || postedMinor == 0 ? null : head.partition(),
            postedMinor == 0 ? null : entrySequence,
            code);
    AccountBalance next = Accounts.next(before, after, why, head.nowMs());
    accounts.add(next);
    Counters counters = next.getCounters();
    if (postedMinor > 0) {
      legs.add(
          new Leg(
              next.getAccountId(),
              direction,
              postedMinor,
              counters.getVersion(),
              Accounts.posted(counters)));
    }
    return counters;
  }

  /** The account with the moves so far. */
  private AccountBalance here(String accountId) {
    for (int i = accounts.size() - 1; i >= 0; i--) {
      if (accounts.get(i).getAccountId().equals(accountId)) {
        return accounts.get(i);
      }
    }
    return Objects.requireNonNull(Accounts.find(books, accountId), accountId);
  }
}
