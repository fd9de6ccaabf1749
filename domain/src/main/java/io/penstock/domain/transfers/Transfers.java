package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.List;

/** Decides transfers at the partition of their scope account: in one pass, once and for all. */
public final class Transfers {

  private Transfers() {}

  /**
   * Decides a command that {@link TransferKey#malformation} lets pass. A malformed one is refused
   * before its id is looked at, which stays free.
   *
   * @param scope the command's key, see {@link TransferKey}
   */
  public static Decision decide(
      TransferCommand command, String scope, Books books, JournalHead head) {
    Refusal malformed = Malformed.content(command);
    if (malformed != null) {
      return Decision.answer(
          Outcomes.refused(command, TransferKey.scope(command, scope), malformed, head));
    }
    if (command.getKind() == TransferKind.REVERSE) {
      return Reversals.ask(command, scope, books, head);
    }
    TransferOutcome first = books.transfer(scope, command.getTransferId());
    if (first != null) {
      return Decision.answer(Repeats.answer(command, first, head));
    }
    return switch (command.getKind()) {
      case DIRECT, HOLD -> move(command, scope, books, head);
      case REVERSE -> throw new IllegalStateException("decided above: " + command);
      case POST, VOID -> Holds.resolve(command, scope, books, head);
    };
  }

  static Decision move(TransferCommand command, String scope, Books books, JournalHead head) {
    Refusal refusal = TransferChecks.ofMove(command, scope, books, head);
    if (refusal != null) {
      AccountBalance debit = Accounts.find(books, command.getDebitAccountId(), head);
      Counters counters = debit == null ? null : debit.getCounters();
      return Decision.pin(Outcomes.declined(command, scope, refusal, counters, head));
    }
    boolean posts = command.getKind() == TransferKind.DIRECT;
    Moves moves =
        new Moves(
            books,
            head,
            command.getTransferId(),
            scope,
            command.getCurrency(),
            command.getCode(),
            posts,
            null);
    long amount = TransferKey.sum(command.getCredits());
    Counters debited =
        moves.debit(command.getDebitAccountId(), posts ? 0 : amount, posts ? amount : 0);
    for (Credit credit : command.getCredits()) {
      long minor = credit.getAmountMinor();
      moves.credit(credit.getAccountId(), posts ? 0 : minor, posts ? minor : 0);
    }
    TransferOutcome outcome =
        Outcomes.accepted(
            command,
            scope,
            posts ? TransferStatus.POSTED : TransferStatus.PENDING,
            debited,
            moves.entrySequence(),
            head);
    return new Decision(
        moves.accounts(),
        List.of(outcome),
        List.of(),
        null,
        posts ? moves.entry(EntryKind.TRANSFER, outcome) : null,
        moves.travelling());
  }
}
