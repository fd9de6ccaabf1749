package io.penstock.domain.transfers;

import static io.penstock.domain.RefusalCode.LINKED_TRANSFER_FAILED;

import io.penstock.domain.Refusal;
import io.penstock.domain.RefusalCode;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.Ids;
import io.penstock.schemas.LinkedTransfer;
import io.penstock.schemas.Records;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transfers of one debit account that happen together, in their order, or not at all. One record
 * carries them, so that whoever sends it need not know of transactions. Where one of them is
 * refused, it is told why and the others that it was this one. A credit that comes back later
 * reverses its own transfer only.
 */
public final class Chains {
  static {
    Records.prepare();
  }

  /** Most credits of a chain, all its transfers together. */
  public static final int MAX_CREDITS = 100;

  private Chains() {}

  /** The transfers of a chain in their order, each as a command of its own. */
  public static List<TransferCommand> members(TransferCommand chain) {
    List<TransferCommand> members = new ArrayList<>(1 + chain.getLinked().size());
    members.add(TransferCommand.newBuilder(chain).setLinked(List.of()).build());
    chain.getLinked().forEach(linked -> members.add(member(linked)));
    return members;
  }

  /** One record of several commands, which are a chain in this order. */
  public static TransferCommand of(List<TransferCommand> members) {
    List<LinkedTransfer> linked = members.stream().skip(1).map(Chains::linked).toList();
    return TransferCommand.newBuilder(members.getFirst()).setLinked(linked).build();
  }

  /** What is wrong with a chain as a whole, whatever the books say; null: nothing. */
  public static @Nullable Refusal malformation(List<TransferCommand> members) {
    TransferCommand first = members.getFirst();
    String key = TransferKey.of(first);
    Set<String> ids = new HashSet<>();
    int credits = 0;
    for (TransferCommand member : members) {
      if (!Transfers.isMove(member.getKind())) {
        return RefusalCode.LINKED_MALFORMED.because("a chain has transfers and holds only");
      }
      if (!ids.add(member.getTransferId())) {
        return RefusalCode.LINKED_MALFORMED.because(
            member.getTransferId() + " is in the chain twice");
      }
      if (!member.getDebitAccountId().equals(first.getDebitAccountId())
          || !Objects.equals(TransferKey.of(member), key)) {
        return RefusalCode.LINKED_CHAIN_SPANS_ACCOUNTS.because(
            "a chain has one debit account, and one key where that is the ledger's");
      }
      credits += member.getCredits().size();
    }
    return credits <= MAX_CREDITS
        ? null
        : RefusalCode.LINKED_CHAIN_TOO_LONG.because(
            "a chain has at most " + MAX_CREDITS + " credits");
  }

  /** Why a transfer of a chain did not happen: because of another one. */
  public static Refusal failedWith(TransferCommand culprit, String code) {
    return LINKED_TRANSFER_FAILED.because(
        culprit.getTransferId() + " of its chain was refused: " + code);
  }

  /** The same refusal for every transfer of a chain that was not looked at. */
  public static List<TransferOutcome> refused(
      TransferCommand chain, String scope, Refusal refusal, JournalHead head) {
    // Nobody makes one record be answered by any number of others.
    List<TransferCommand> members =
        chain.getLinked().size() < MAX_CREDITS ? members(chain) : List.of(chain);
    return members.stream().map(m -> Outcomes.refused(m, scope, refusal, head)).toList();
  }

  /**
   * Decides a chain: what follows, in order, to be carried out in one transaction.
   *
   * @param scope the command's key, see {@link TransferKey}
   */
  public static List<Decision> decide(TransferCommand chain, String scope, Books books) {
    List<TransferCommand> members = members(chain);
    Culprit malformed = malformed(members);
    if (malformed != null) {
      return List.of(malformed.refuse(members, scope, books.head()));
    }
    String chainId = chain.getTransferId();
    List<TransferOutcome> known = new ArrayList<>();
    members.forEach(
        member -> {
          TransferOutcome first = books.transfer(scope, member.getTransferId());
          if (first != null) {
            known.add(Repeats.answer(member, chainId, first, books.head()));
          }
        });
    return known.isEmpty()
        ? decideNew(members, chainId, scope, books)
        : List.of(repeated(members, known, chainId, scope, books.head()));
  }

  private static List<Decision> decideNew(
      List<TransferCommand> members, String chainId, String scope, Books books) {
    BooksAhead ahead = new BooksAhead(books);
    List<Decision> decisions = new ArrayList<>(members.size());
    for (TransferCommand member : members) {
      Decision decision = Transfers.move(member, scope, ahead);
      TransferOutcome outcome = decision.pinned().getFirst();
      if (outcome.getStatus() == TransferStatus.DECLINED) {
        return List.of(declined(members, member, outcome, chainId, scope, books.head()));
      }
      ahead.add(decision);
      decisions.add(decision.inChain(chainId));
    }
    return List.copyOf(decisions);
  }

  /** The one that was refused is told why, the others that it was this one. */
  private static Decision declined(
      List<TransferCommand> members,
      TransferCommand culprit,
      TransferOutcome why,
      String chainId,
      String scope,
      JournalHead head) {
    Refusal others = failedWith(culprit, String.valueOf(why.getFailureCode()));
    List<TransferOutcome> outcomes =
        members.stream()
            .map(m -> m.equals(culprit) ? why : Outcomes.declined(m, scope, others, null, head))
            .map(outcome -> Outcomes.inChain(outcome, chainId))
            .toList();
    return Decision.tell(outcomes, List.of());
  }

  /**
   * Transfers that were decided before are answered again. Where it is not all of them, the rest
   * cannot happen together with them, and is refused for good.
   */
  private static Decision repeated(
      List<TransferCommand> members,
      List<TransferOutcome> known,
      String chainId,
      String scope,
      JournalHead head) {
    Set<String> ids = new HashSet<>();
    known.forEach(outcome -> ids.add(outcome.getTransferId()));
    Refusal refusal =
        LINKED_TRANSFER_FAILED.because(
            known.getFirst().getTransferId() + " of its chain was decided before");
    List<TransferOutcome> declined =
        members.stream()
            .filter(member -> !ids.contains(member.getTransferId()))
            .map(member -> Outcomes.declined(member, scope, refusal, null, head))
            .map(outcome -> Outcomes.inChain(outcome, chainId))
            .toList();
    return Decision.tell(declined, known);
  }

  /** A transfer that is malformed, or a chain that is as a whole. */
  private record Culprit(@Nullable TransferCommand member, Refusal refusal) {

    /** Nothing is pinned. */
    Decision refuse(List<TransferCommand> members, String scope, JournalHead head) {
      Refusal others = member == null ? refusal : failedWith(member, refusal.code());
      List<TransferOutcome> answers =
          members.stream()
              .map(m -> Outcomes.refused(m, scope, m.equals(member) ? refusal : others, head))
              .toList();
      return Decision.tell(List.of(), answers);
    }
  }

  private static @Nullable Culprit malformed(List<TransferCommand> members) {
    for (TransferCommand member : members) {
      Refusal refusal = Malformed.transfer(member);
      if (refusal != null) {
        return new Culprit(member, refusal);
      }
    }
    Refusal whole = malformation(members);
    return whole == null ? null : new Culprit(null, whole);
  }

  /** Whether every id of a chain's transfers can be answered. */
  public static boolean hasIds(TransferCommand chain) {
    return chain.getLinked().stream().allMatch(linked -> Ids.isValid(linked.getTransferId()));
  }

  private static TransferCommand member(LinkedTransfer linked) {
    return TransferCommand.newBuilder()
        .setTransferId(linked.getTransferId())
        .setKind(linked.getKind())
        .setDebitAccountId(linked.getDebitAccountId())
        .setCredits(linked.getCredits())
        .setCurrency(linked.getCurrency())
        .setTimeoutSeconds(linked.getTimeoutSeconds())
        .setCode(linked.getCode())
        .setMetadata(linked.getMetadata())
        .setDoubt(linked.getDoubt())
        .setDoubtCredit(linked.getDoubtCredit())
        .setRequestId(linked.getRequestId())
        .build();
  }

  private static LinkedTransfer linked(TransferCommand member) {
    return LinkedTransfer.newBuilder()
        .setTransferId(member.getTransferId())
        .setKind(member.getKind())
        .setDebitAccountId(member.getDebitAccountId())
        .setCredits(member.getCredits())
        .setCurrency(member.getCurrency())
        .setTimeoutSeconds(member.getTimeoutSeconds())
        .setCode(member.getCode())
        .setMetadata(member.getMetadata())
        .setDoubt(member.getDoubt())
        .setDoubtCredit(member.getDoubtCredit())
        .setRequestId(member.getRequestId())
        .build();
  }
}
