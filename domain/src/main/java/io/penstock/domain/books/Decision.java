package io.penstock.domain.books;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Closing;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.Records;
import io.penstock.schemas.TransferOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one input: all of it happens in one transaction, or nothing.
 *
 * @param accounts new versions of accounts in this partition: to store and to tell
 * @param pinned transfers in their new state: to store and to tell
 * @param answers outcomes that change nothing: to tell only
 * @param accountAnswer the answer to an account command; stored too, if it is pinned
 * @param entry the ledger entry that moves the money
 * @param legs credits that travel to other partitions
 * @param closing what becomes of a CLOSE that waits
 * @param received what becomes of a credit that was received here
 */
public record Decision(
    List<AccountBalance> accounts,
    List<TransferOutcome> pinned,
    List<TransferOutcome> answers,
    @Nullable AccountAnswer accountAnswer,
    @Nullable LedgerEntry entry,
    List<CreditLeg> legs,
    @Nullable ClosingChange closing,
    @Nullable ReceivedChange received) {
  static {
    Records.prepare();
  }

  /** Without a CLOSE that waits and a change of what was received. */
  public Decision(
      List<AccountBalance> accounts,
      List<TransferOutcome> pinned,
      List<TransferOutcome> answers,
      @Nullable AccountAnswer accountAnswer,
      @Nullable LedgerEntry entry,
      List<CreditLeg> legs) {
    this(accounts, pinned, answers, accountAnswer, entry, legs, null, null);
  }

  /** The waiting CLOSE of an account as it is to be kept; null: it waits no more. */
  public record ClosingChange(String accountId, @Nullable Closing closing) {}

  /**
   * What became of a received credit.
   *
   * @param scopeAccountId for which the id of its transfer is unique
   */
  public record ReceivedChange(String scopeAccountId, String transferId, ReceivedCredit received) {}

  /** An answer to an account command; one that is not pinned is told and forgotten. */
  public record AccountAnswer(AccountOutcome outcome, boolean isPinned) {}

  public static final Decision NOTHING =
      new Decision(List.of(), List.of(), List.of(), null, null, List.of());

  public static Decision answer(TransferOutcome outcome) {
    return tell(List.of(), List.of(outcome));
  }

  public static Decision pin(TransferOutcome outcome) {
    return tell(List.of(outcome), List.of());
  }

  /** Nothing moves. */
  public static Decision tell(List<TransferOutcome> pinned, List<TransferOutcome> answers) {
    return new Decision(List.of(), pinned, answers, null, null, List.of());
  }

  public static Decision send(CreditLeg leg) {
    return new Decision(List.of(), List.of(), List.of(), null, null, List.of(leg));
  }

  public static Decision change(AccountBalance account) {
    return new Decision(List.of(account), List.of(), List.of(), null, null, List.of());
  }

  public static Decision answer(AccountAnswer answer) {
    return new Decision(List.of(), List.of(), List.of(), answer, null, List.of());
  }

  /** The same with one more transfer pinned behind the others. */
  public Decision andPin(TransferOutcome outcome) {
    List<TransferOutcome> all = new ArrayList<>(pinned);
    all.add(outcome);
    return new Decision(accounts, all, answers, accountAnswer, entry, legs, closing, received);
  }

  /** The same with a change of what was received. */
  public Decision and(ReceivedChange change) {
    return new Decision(accounts, pinned, answers, accountAnswer, entry, legs, closing, change);
  }

  /**
   * The same, decided behind others whose entries were not hashed yet: its entry follows the last
   * of them.
   */
  public Decision behind(JournalHead head) {
    if (entry == null || entry.getPreviousHash().equals(head.lastHash())) {
      return this;
    }
    LedgerEntry next = LedgerEntry.newBuilder(entry).setPreviousHash(head.lastHash()).build();
    return new Decision(accounts, pinned, answers, accountAnswer, next, legs, closing, received);
  }

  /** The same as part of a chain. */
  public Decision inChain(String chainId) {
    List<TransferOutcome> all =
        pinned.stream()
            .map(outcome -> TransferOutcome.newBuilder(outcome).setChainId(chainId).build())
            .toList();
    return new Decision(accounts, all, answers, accountAnswer, entry, legs, closing, received);
  }

  /** The same with a change of a CLOSE that waits. */
  public Decision and(ClosingChange change) {
    return new Decision(accounts, pinned, answers, accountAnswer, entry, legs, change, received);
  }
}
