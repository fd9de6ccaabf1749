package io.penstock.domain.transfers;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.Decision.ReceivedChange;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.Credit;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.Records;
import io.penstock.schemas.ReversalRequest;
import io.penstock.schemas.ReversedTransfer;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what a posted transfer of one credit moved, the whole or in parts. Its own partition
 * says what was posted; the request then travels, behind the transfer's credit, to the account that
 * was credited. There it is decided, so that one place counts what goes back and has the funds at
 * hand: two reversals at once never give back more than was posted, and one that is declined has
 * reserved nothing. The money's way home tells the reversed transfer how much it was.
 */
public final class Reversals {
  static {
    Records.prepare();
  }

  private Reversals() {}

  /** At the partition of the transfer that is to be reversed. */
  static Decision ask(TransferCommand command, String key, Books books) {
    TransferOutcome original = books.transfer(key, original(command));
    Refusal refusal = ReversalChecks.refusal(command, original, books, key);
    ReversalRequest request =
        new ReversalRequest(
            command,
            original == null ? 0 : ReversalChecks.posted(original),
            original == null ? 0 : original.getAmountReversedMinor(),
            refusal == null ? null : refusal.code(),
            refusal == null ? null : refusal.detail());
    String scope = TransferKey.scope(command, key);
    return scope.equals(key)
        ? decide(request, scope, key, original, books)
        : Decision.send(travelling(request, scope, key, books.head()));
  }

  private static CreditLeg travelling(
      ReversalRequest request, String scope, String key, JournalHead head) {
    TransferCommand command = request.getCommand();
    return CreditLeg.newBuilder()
        .setAccountId(scope)
        .setCurrency(command.getCurrency())
        .setTransferId(command.getTransferId())
        .setScopeAccountId(key)
        .setJournalPartition(head.partition())
        .setReversal(request)
        .build();
  }

  /** At the partition of the account that pays back. */
  static Decision arrive(CreditLeg leg, ReversalRequest request, Books books) {
    return decide(request, leg.getAccountId(), leg.getScopeAccountId(), null, books);
  }

  /**
   * @param original the reversed transfer, where its partition is this one
   */
  private static Decision decide(
      ReversalRequest request,
      String scope,
      String originalScope,
      @Nullable TransferOutcome original,
      Books books) {
    TransferCommand asked = request.getCommand();
    TransferOutcome first = books.transfer(scope, asked.getTransferId());
    if (first != null) {
      return Decision.answer(Repeats.answer(asked, first, books.head()));
    }
    ReceivedCredit received = books.receivedCredit(originalScope, original(asked));
    long reversed = reversed(request, received);
    Refusal refusal = refusal(request, received, reversed);
    TransferCommand command =
        refusal == null ? withAmount(asked, request.getPostedMinor() - reversed) : asked;
    if (refusal == null) {
      refusal = TransferChecks.ofMove(command, scope, books);
    }
    if (refusal != null) {
      return Transfers.declined(command, scope, refusal, books);
    }
    var reverses = new ReversedTransfer(original(asked), originalScope, request.getPostedMinor());
    Decision moved = Transfers.moved(command, scope, reverses, books);
    long minor = command.getCredits().getFirst().getAmountMinor();
    return original == null
        ? moved.and(received(reverses, Math.addExact(reversed, minor)))
        : moved.andPin(Outcomes.givenBack(original, minor, books.head()));
  }

  /** What went back so far: the more of what both partitions know. */
  private static long reversed(ReversalRequest request, @Nullable ReceivedCredit received) {
    return received == null
        ? request.getReversedMinor()
        : Math.max(request.getReversedMinor(), received.getReversedMinor());
  }

  private static @Nullable Refusal refusal(
      ReversalRequest request, @Nullable ReceivedCredit received, long reversed) {
    if (request.getRefusalCode() != null) {
      return Refusal.told(request.getRefusalCode(), String.valueOf(request.getRefusalDetail()));
    }
    if (received != null && received.getRejected()) {
      return RefusalCode.ORIGINAL_TRANSFER_ALREADY_REVERSED.because(
          "its credit could not be applied");
    }
    return beyond(request.getCommand(), request.getPostedMinor(), reversed);
  }

  /** Whether more is to go back than is left of what was posted; null: it is not. */
  static @Nullable Refusal beyond(TransferCommand command, long postedMinor, long reversedMinor) {
    long left = postedMinor - reversedMinor;
    if (left <= 0) {
      return RefusalCode.ORIGINAL_TRANSFER_ALREADY_REVERSED.because("all of it went back before");
    }
    Long asked = command.getAmountMinor();
    return asked != null && asked > left
        ? RefusalCode.EXCEEDS_POSTED_AMOUNT.because(
            "of " + postedMinor + " posted, " + left + " is left")
        : null;
  }

  private static TransferCommand withAmount(TransferCommand command, long leftMinor) {
    Long asked = command.getAmountMinor();
    String to = Objects.requireNonNull(command.getReversesDebitAccountId(), "checked before");
    return TransferCommand.newBuilder(command)
        .setCredits(List.of(new Credit(to, asked == null ? leftMinor : asked)))
        .build();
  }

  /** The money of a reversal came back: its credit could not be applied. It counts no more. */
  static Decision rejected(
      Decision decision, TransferOutcome reversal, CreditLeg leg, Books books) {
    String original = Objects.requireNonNull(reversal.getReverses(), "it is a reversal");
    ReceivedCredit received = books.receivedCredit(leg.getAccountId(), original);
    if (received == null) {
      return decision;
    }
    long left = Math.max(0, received.getReversedMinor() - leg.getPostedMinor());
    return decision.and(
        new ReceivedChange(
            leg.getAccountId(), original, new ReceivedCredit(left, received.getRejected())));
  }

  private static ReceivedChange received(ReversedTransfer reverses, long reversedMinor) {
    return new ReceivedChange(
        reverses.getScopeAccountId(),
        reverses.getTransferId(),
        new ReceivedCredit(reversedMinor, false));
  }

  private static String original(TransferCommand command) {
    return Objects.requireNonNull(command.getReverses(), "checked before");
  }
}
