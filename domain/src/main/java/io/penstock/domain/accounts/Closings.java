package io.penstock.domain.accounts;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.Decision.AccountAnswer;
import io.penstock.domain.books.Decision.ClosingChange;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.CloseMarker;
import io.penstock.schemas.Closing;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Records;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Closes an account when none of its own credits is under way any more: one that came back later
 * would leave its money in a closed account. A marker follows the credits through every partition
 * and returns behind whatever that partition rejected, since both ways keep their order. When all
 * markers are back, the account is looked at again, and closed if it is still empty. Until then it
 * goes on as it was.
 */
public final class Closings {
  static {
    Records.prepare();
  }

  private Closings() {}

  /** Whether a credit of the account may be under way: it has paid something. */
  static boolean mayTravel(AccountBalance account) {
    return account.getCounters().getDebitsPostedMinor() > 0;
  }

  /** Sends the markers of a CLOSE that nothing speaks against, or those again that are not back. */
  static Decision begin(AccountCommand command, AccountBalance account, Books books) {
    Closing before = books.closing(command.getAccountId());
    if (before != null && isOf(before, command.getCommandId())) {
      return send(before, null, account, books.head());
    }
    Closing closing =
        new Closing(
            command,
            account.getCounters().getDebitsPostedMinor(),
            IntStream.range(0, books.partitions()).boxed().toList());
    AccountAnswer replaced =
        before == null
            ? null
            : AccountRules.ended(
                before.getCommand(), stillPending("another close came"), account, books.head());
    return send(closing, replaced, account, books.head());
  }

  private static Decision send(
      Closing closing, @Nullable AccountAnswer answer, AccountBalance account, JournalHead head) {
    String command = closing.getCommand().getCommandId();
    List<CreditLeg> markers =
        closing.getAwaited().stream()
            .map(partition -> marker(account, head, new CloseMarker(command, partition, false)))
            .toList();
    return new Decision(List.of(), List.of(), List.of(), answer, null, markers)
        .and(new ClosingChange(account.getAccountId(), closing));
  }

  /** A marker is where it was sent to, or back. */
  public static Decision arrive(CreditLeg leg, CloseMarker marker, Books books) {
    if (!marker.getBack()) {
      return Decision.send(
          CreditLeg.newBuilder(leg)
              .setMarker(new CloseMarker(marker.getCommandId(), marker.getPartition(), true))
              .build());
    }
    Closing closing = books.closing(leg.getAccountId());
    if (closing == null
        || !isOf(closing, marker.getCommandId())
        || !closing.getAwaited().contains(marker.getPartition())) {
      return Decision.NOTHING;
    }
    List<Integer> awaited =
        closing.getAwaited().stream().filter(p -> p != marker.getPartition()).toList();
    return awaited.isEmpty()
        ? end(closing, books)
        : Decision.NOTHING.and(
            new ClosingChange(
                leg.getAccountId(),
                new Closing(closing.getCommand(), closing.getDebitsPostedMinor(), awaited)));
  }

  private static Decision end(Closing closing, Books books) {
    AccountCommand command = closing.getCommand();
    AccountBalance account = Objects.requireNonNull(books.account(command.getAccountId()));
    Refusal refusal = AccountChecks.refusal(command, account);
    if (refusal == null
        && account.getCounters().getDebitsPostedMinor() != closing.getDebitsPostedMinor()) {
      refusal = stillPending("it paid again while it was to be closed");
    }
    return AccountRules.done(command, refusal, account, books.head()).and(over(command));
  }

  /** The CLOSE was answered: nothing waits for its markers. */
  static @Nullable ClosingChange over(AccountCommand command, Books books) {
    Closing closing = books.closing(command.getAccountId());
    return closing != null && isOf(closing, command.getCommandId()) ? over(command) : null;
  }

  private static ClosingChange over(AccountCommand command) {
    return new ClosingChange(command.getAccountId(), null);
  }

  private static boolean isOf(Closing closing, String commandId) {
    return closing.getCommand().getCommandId().equals(commandId);
  }

  private static Refusal stillPending(String why) {
    return RefusalCode.ACCOUNT_HAS_PENDING.because(why + "; close it again");
  }

  private static CreditLeg marker(AccountBalance account, JournalHead head, CloseMarker marker) {
    return CreditLeg.newBuilder()
        .setAccountId(account.getAccountId())
        .setCurrency(account.getCurrency())
        .setTransferId(marker.getCommandId())
        .setScopeAccountId(account.getAccountId())
        .setJournalPartition(head.partition())
        .setMarker(marker)
        .build();
  }
}
