package io.penstock.topologies.balances;

import io.penstock.domain.Refusal;
import io.penstock.domain.accounts.AccountRules;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.Decision.AccountAnswer;
import io.penstock.domain.books.JournalHead;
import io.penstock.domain.transfers.Chains;
import io.penstock.domain.transfers.Credits;
import io.penstock.domain.transfers.Holds;
import io.penstock.domain.transfers.Transfers;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import io.penstock.streams.Guard;
import io.penstock.streams.RefusedRecordException;
import io.penstock.topologies.ClockCheck;
import io.penstock.topologies.Rules;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guard, decide, store, send: runs the rules of the ledger over a partition. Nothing is written
 * before the rules have answered, since a failing record does not undo its writes.
 */
final class BalancesProcessor implements Guard.Guarded<String, SpecificRecord> {
  private static final int MOST_EXPIRIES = 1_000;
  private static final Logger log = LoggerFactory.getLogger(BalancesProcessor.class);

  private final CommandGate gate;
  private final ProcessorContext<String, Object> context;
  private final StoredBooks books;
  private final Journal journal;

  private BalancesProcessor(
      int partitions, Duration idRetention, ProcessorContext<String, Object> context) {
    this.gate = new CommandGate(partitions);
    this.context = context;
    this.journal = new Journal(context);
    this.books = new StoredBooks(context, partitions, idRetention);
    // Releases a hold whose time has come; it has no other.
    ClockCheck.everySecond(
        context, nowMs -> books.holdDeadlines().workOff(nowMs, MOST_EXPIRIES, this::expire));
  }

  /** Processors that share the stores of their task. */
  static ProcessorSupplier<String, SpecificRecord, String, Object> of(
      int partitions, Duration idRetention) {
    return Guard.of(
        context -> new BalancesProcessor(partitions, idRetention, context),
        StoredBooks.builders(idRetention));
  }

  @Override
  public void process(Record<String, SpecificRecord> input) {
    switch (input.value()) {
      case TransferCommand command -> onTransfer(input, command);
      case AccountCommand command -> onAccount(input, command);
      case CreditLeg leg -> apply(() -> Credits.decide(leg, books));
      case null -> throw new RefusedRecordException("a record without a value commands nothing");
      default -> throw new RefusedRecordException("no command: " + input.value().getSchema());
    }
  }

  private void onTransfer(Record<String, SpecificRecord> input, TransferCommand command) {
    Topic<TransferCommand> door = door();
    switch (gate.check(input, command, door, context.taskId().partition())) {
      case CommandGate.Enter(String key) -> {
        if (command.getLinked().isEmpty()) {
          apply(() -> Transfers.decide(command, key, books));
        } else {
          applyAll(() -> Chains.decide(command, key, books));
        }
      }
      case CommandGate.Elsewhere _ -> forward(input, door);
      case CommandGate.Refused(String scope, Refusal refusal) ->
          Chains.refused(gate.withoutCard(command), scope, refusal, now()).forEach(this::answer);
      case CommandGate.Dropped _ -> tellOfDropping();
    }
  }

  /** The topic that a transfer's command came by says who may have written it. */
  private Topic<TransferCommand> door() {
    return context
        .recordMetadata()
        .filter(read -> read.topic().equals(Topics.TRANSFER_STEPS.name()))
        .map(_ -> Topics.TRANSFER_STEPS)
        .orElse(Topics.TRANSFERS_REQUESTED);
  }

  private void onAccount(Record<String, SpecificRecord> input, AccountCommand command) {
    switch (gate.check(input, command, context.taskId().partition())) {
      case CommandGate.Enter _ -> apply(() -> AccountRules.decide(command, books));
      case CommandGate.Elsewhere _ -> forward(input, Topics.ACCOUNT_COMMANDS);
      case CommandGate.Refused(String _, Refusal refusal) ->
          send(
              Topics.ACCOUNT_OUTCOMES,
              Keys.accountAnswer(
                  command.getAccountId(), command.getCommandId(), command.getRequestId()),
              AccountRules.refused(command, refusal, now()));
      case CommandGate.Dropped _ -> tellOfDropping();
    }
  }

  private static void tellOfDropping() {
    log.warn("A command has a card number where its answer would repeat it: it is dropped");
  }

  private Runnable expire(String key) {
    TransferOutcome hold = books.hold(key);
    return hold == null ? () -> {} : decided(() -> Holds.expire(hold, books));
  }

  private void apply(Supplier<Decision> rule) {
    Rules.ask(() -> decided(rule)).run();
  }

  /** All of it is decided before any of it is carried out. */
  private void applyAll(Supplier<List<Decision>> rule) {
    JournalHead head = now();
    books.at(head);
    for (Decision decision : Rules.ask(rule)) {
      JournalHead end = journal.head(head.nowMs());
      carryOut(end, decision.behind(end));
    }
  }

  /** What a rule of the ledger says of the books at this time, as what is to be written. */
  private Runnable decided(Supplier<Decision> rule) {
    JournalHead head = now();
    books.at(head);
    Decision decision = rule.get();
    return () -> carryOut(head, decision);
  }

  private void carryOut(JournalHead head, Decision decision) {
    if (decision.entry() == null) {
      journal.keep(head);
    } else {
      String key = Keys.sequence(decision.entry().getSequence());
      send(Topics.LEDGER_ENTRIES, key, journal.append(head, decision.entry()));
    }
    for (AccountBalance account : decision.accounts()) {
      books.put(account);
      long version = account.getCounters().getVersion();
      send(Topics.ACCOUNT_BALANCES, Keys.version(account.getAccountId(), version), account);
      boolean isOpenedOrChanged = account.getChange().getTransferId() == null;
      if (isOpenedOrChanged && account.getShard() == null) {
        AccountOwner owner = ownerOf(account);
        send(Topics.ACCOUNT_OWNERS, Keys.owner(owner), owner);
      }
    }
    for (TransferOutcome transfer : decision.pinned()) {
      books.put(transfer);
      answer(transfer);
    }
    decision.answers().forEach(this::answer);
    if (decision.accountAnswer() != null) {
      answer(decision.accountAnswer());
    }
    if (decision.received() != null) {
      books.put(decision.received());
    }
    if (decision.closing() != null) {
      books.put(decision.closing());
    }
    for (CreditLeg leg : decision.legs()) {
      String to = leg.getRejectionCode() == null ? leg.getAccountId() : leg.getScopeAccountId();
      send(Topics.CREDIT_LEGS, to, leg);
    }
  }

  private static AccountOwner ownerOf(AccountBalance account) {
    return new AccountOwner(
        account.getOwnerId(),
        account.getAccountId(),
        account.getType(),
        account.getCurrency(),
        account.getCreatedAtMs(),
        account.getStatus());
  }

  private void answer(TransferOutcome outcome) {
    send(Topics.TRANSFER_OUTCOMES, Keys.transferAnswer(outcome), outcome);
  }

  private void answer(AccountAnswer answer) {
    AccountOutcome outcome = answer.outcome();
    String account = outcome.getAccountId();
    String command = outcome.getCommandId();
    if (answer.isPinned()) {
      books.put(outcome);
    }
    send(
        Topics.ACCOUNT_OUTCOMES,
        answer.isPinned()
            ? Keys.accountAnswer(account, command)
            : Keys.accountAnswer(account, command, outcome.getRequestId()),
        outcome);
  }

  /** A command of the wrong partition goes to the right one, in the same transaction. */
  private void forward(Record<String, SpecificRecord> input, Topic<?> topic) {
    context.forward(
        input.<Object>withValue(input.value()).withHeaders(gate.forwarded(input)),
        topic.sinkName());
  }

  private void send(Topic<?> topic, String key, Object value) {
    context.forward(new Record<>(key, value, context.currentSystemTimeMs()), topic.sinkName());
  }

  private JournalHead now() {
    return journal.head(context.currentSystemTimeMs());
  }
}
