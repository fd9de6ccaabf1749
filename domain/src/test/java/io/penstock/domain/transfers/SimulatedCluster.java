package io.penstock.domain.transfers;

import io.penstock.domain.accounts.AccountRules;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.CloseMarker;
import io.penstock.schemas.Closing;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.Records;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Partitions with their books and the channels between them, in memory. Channels keep their order,
 * as partitions of a topic do; which of them moves next is random.
 */
final class SimulatedCluster {
  static {
    Records.prepare();
  }

  final List<TransferOutcome> outcomes = new ArrayList<>();
  final List<LedgerEntry> entries = new ArrayList<>();
  final List<AccountBalance> versions = new ArrayList<>();
  private final List<Partition> partitions = new ArrayList<>();
  private final Random random;
  private long nowMs = 1_000_000;

  SimulatedCluster(int size, Random random) {
    this.random = random;
    for (int i = 0; i < size; i++) {
      partitions.add(new Partition(i));
    }
  }

  /** Books that are plain maps. */
  private final class Partition implements Books {
    final Map<String, Closing> closings = new HashMap<>();
    final Map<String, AccountBalance> accounts = new HashMap<>();
    final Map<String, TransferOutcome> transfers = new HashMap<>();
    final Map<String, AccountOutcome> answers = new HashMap<>();
    final Map<String, ReceivedCredit> received = new HashMap<>();
    final Deque<CreditLeg> arriving = new ArrayDeque<>();
    JournalHead head;

    Partition(int number) {
      head = JournalHead.first(number);
    }

    @Override
    public JournalHead head() {
      return head.at(nowMs);
    }

    @Override
    public @Nullable AccountBalance account(String accountId) {
      return accounts.get(accountId);
    }

    @Override
    public @Nullable TransferOutcome transfer(String scopeAccountId, String transferId) {
      return transfers.get(Keys.transfer(scopeAccountId, transferId));
    }

    @Override
    public @Nullable Closing closing(String accountId) {
      return closings.get(accountId);
    }

    @Override
    public int partitions() {
      return partitions.size();
    }

    @Override
    public @Nullable ReceivedCredit receivedCredit(String scopeAccountId, String transferId) {
      return received.get(Keys.transfer(scopeAccountId, transferId));
    }

    @Override
    public @Nullable AccountOutcome accountAnswer(String accountId, String commandId) {
      return answers.get(Keys.accountAnswer(accountId, commandId));
    }
  }

  /** The pinned answer to an account command; null while it waits. */
  @Nullable AccountOutcome answer(AccountCommand command) {
    return home(command.getAccountId())
        .accountAnswer(command.getAccountId(), command.getCommandId());
  }

  void command(AccountCommand command) {
    Partition at = home(command.getAccountId());
    apply(at, () -> AccountRules.decide(command, at));
  }

  TransferOutcome command(TransferCommand command) {
    String key = TransferKey.of(command);
    String scope = key == null ? command.getDebitAccountId() : key;
    Partition at = home(scope);
    if (!command.getLinked().isEmpty()) {
      throw new IllegalArgumentException("a chain has several answers");
    }
    Decision decision = apply(at, () -> Transfers.decide(command, scope, at));
    return decision.answers().isEmpty()
        ? decision.pinned().getLast()
        : decision.answers().getFirst();
  }

  /** Asks for a reversal, whose answer may come from elsewhere, later. */
  void reverse(TransferCommand command) {
    String key = Objects.requireNonNull(TransferKey.of(command));
    Partition at = home(key);
    apply(at, () -> Transfers.decide(command, key, at));
  }

  /** The answers to a chain, in its order. */
  List<TransferOutcome> chain(TransferCommand command) {
    String key = Objects.requireNonNull(TransferKey.of(command));
    Partition at = home(key);
    List<Decision> decisions = Chains.decide(command, key, at);
    decisions.forEach(decision -> carryOut(at, at.head(), decision));
    Map<String, TransferOutcome> answers = new HashMap<>();
    decisions.stream()
        .flatMap(d -> Stream.concat(d.pinned().stream(), d.answers().stream()))
        .forEach(outcome -> answers.put(outcome.getTransferId(), outcome));
    return Chains.members(command).stream()
        .map(member -> Objects.requireNonNull(answers.get(member.getTransferId())))
        .toList();
  }

  /** Lets one credit arrive somewhere; false: none is under way. */
  boolean deliverOne() {
    List<Partition> waiting = partitions.stream().filter(p -> !p.arriving.isEmpty()).toList();
    if (waiting.isEmpty()) {
      return false;
    }
    Partition at = waiting.get(random.nextInt(waiting.size()));
    CreditLeg leg = at.arriving.removeFirst();
    apply(at, () -> Credits.decide(leg, at));
    return true;
  }

  void passTime(long ms) {
    nowMs += ms;
    for (Partition at : partitions) {
      at.transfers.values().stream()
          .filter(t -> t.getStatus() == TransferStatus.PENDING)
          .toList()
          .forEach(hold -> apply(at, () -> Holds.expire(hold, at)));
    }
  }

  long nowMs() {
    return nowMs;
  }

  /** All shards and accounts under an id. */
  List<AccountBalance> account(String id) {
    return partitions.stream().map(p -> p.accounts.get(id)).filter(Objects::nonNull).toList();
  }

  List<AccountBalance> allAccounts() {
    return partitions.stream().flatMap(p -> p.accounts.values().stream()).toList();
  }

  /** Decides twice, as after a crash before the commit: the second must be the same. */
  private Decision apply(Partition at, Supplier<Decision> rule) {
    JournalHead head = at.head();
    Decision decision = rule.get();
    if (random.nextInt(10) == 0 && !rule.get().equals(decision)) {
      throw new AssertionError("decided differently the second time: " + decision);
    }
    carryOut(at, head, decision);
    return decision;
  }

  private void carryOut(Partition at, JournalHead head, Decision decision) {
    LedgerEntry entry = decision.entry();
    at.head = entry == null ? head : head.behind(entry.getSequence(), new byte[32]);
    if (entry != null) {
      entries.add(entry);
    }
    for (AccountBalance account : decision.accounts()) {
      at.accounts.put(account.getAccountId(), account);
      versions.add(account);
    }
    for (TransferOutcome transfer : decision.pinned()) {
      String key = Keys.transfer(transfer.getScopeAccountId(), transfer.getTransferId());
      at.transfers.put(key, transfer);
      outcomes.add(transfer);
    }
    if (decision.accountAnswer() != null && decision.accountAnswer().isPinned()) {
      AccountOutcome answer = decision.accountAnswer().outcome();
      at.answers.put(Keys.accountAnswer(answer.getAccountId(), answer.getCommandId()), answer);
    }
    if (decision.received() != null) {
      var change = decision.received();
      at.received.put(
          Keys.transfer(change.scopeAccountId(), change.transferId()), change.received());
    }
    if (decision.closing() != null) {
      at.closings.put(decision.closing().accountId(), decision.closing().closing());
    }
    for (CreditLeg leg : decision.legs()) {
      target(leg).arriving.addLast(leg);
    }
  }

  private Partition target(CreditLeg leg) {
    CloseMarker marker = leg.getMarker();
    if (marker != null && !marker.getBack()) {
      return partitions.get(marker.getPartition());
    }
    return home(leg.getRejectionCode() == null ? leg.getAccountId() : leg.getScopeAccountId());
  }

  private Partition home(String id) {
    return partitions.get(Math.floorMod(id.hashCode(), partitions.size()));
  }
}
