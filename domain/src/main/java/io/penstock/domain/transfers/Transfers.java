package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.accounts.Accounts;
import io.penstock.domain.accounts.Movement;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.ReversedTransfer;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides transfers at the partition of their scope account: in one pass, once and for all. */
public final class Transfers {

  private Transfers() {}

  /**
   * Decides a command that {@link TransferKey#malformation} lets pass. A malformed one is refused
   * before its id is looked at, which stays free.
   *
   * @param scope the command's key, see {@link TransferKey}
   */
  public static Decision decide(TransferCommand command, String scope, Books books) {
    Refusal malformed = Malformed.content(command);
    if (malformed != null) {
      return Decision.answer(
          Outcomes.refused(command, TransferKey.scope(command, scope), malformed, books.head()));
    }
    if (command.getKind() == TransferKind.REVERSE) {
      return Reversals.ask(command, scope, books);
    }
    TransferOutcome first = books.transfer(scope, command.getTransferId());
    if (first != null) {
      return Decision.answer(Repeats.answer(command, first, books.head()));
    }
    return switch (command.getKind()) {
      case DIRECT, HOLD -> move(command, scope, books);
      case REVERSE -> throw new IllegalStateException("decided above: " + command);
      case POST, VOID -> Holds.resolve(command, scope, books);
    };
  }

  static boolean isMove(TransferKind kind) {
    return kind == TransferKind.DIRECT || kind == TransferKind.HOLD;
  }

  static Decision move(TransferCommand command, String scope, Books books) {
    Refusal refusal = TransferChecks.ofMove(command, scope, books);
    return refusal == null
        ? moved(command, scope, null, books)
        : declined(command, scope, refusal, books);
  }

  /** Refused, with what the debit account had. */
  static Decision declined(TransferCommand command, String scope, Refusal refusal, Books books) {
    AccountBalance debit = Accounts.find(books, command.getDebitAccountId());
    Counters counters = debit == null ? null : debit.getCounters();
    return Decision.pin(Outcomes.declined(command, scope, refusal, counters, books.head()));
  }

  /**
   * What follows from a transfer, hold or reversal that nothing speaks against.
   *
   * @param reverses what a reversal gives back of; null: it is none
   */
  static Decision moved(
      TransferCommand command, String scope, @Nullable ReversedTransfer reverses, Books books) {
    boolean posts = command.getKind() != TransferKind.HOLD;
    Moves moves =
        new Moves(
            books,
            command.getTransferId(),
            scope,
            command.getCurrency(),
            command.getCode(),
            posts,
            reverses);
    long amount = TransferKey.sum(command.getCredits());
    Counters debited = moves.debit(command.getDebitAccountId(), movement(posts, amount));
    for (Credit credit : command.getCredits()) {
      moves.credit(credit.getAccountId(), movement(posts, credit.getAmountMinor()));
    }
    TransferStatus status = posts ? TransferStatus.POSTED : TransferStatus.PENDING;
    TransferOutcome outcome = Outcomes.accepted(command, status, debited, moves);
    return moves.decision(
        List.of(outcome), posts ? moves.entry(EntryKind.TRANSFER, outcome) : null);
  }

  private static Movement movement(boolean posts, long amountMinor) {
    return posts ? Movement.posted(amountMinor) : Movement.held(amountMinor);
  }
}
