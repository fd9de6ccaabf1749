package io.penstock.ingest;

import io.penstock.domain.accounts.AccountRules;
import io.penstock.domain.books.Books;
import io.penstock.domain.books.Decision;
import io.penstock.domain.books.JournalHead;
import io.penstock.domain.transfers.Chains;
import io.penstock.domain.transfers.Credits;
import io.penstock.domain.transfers.Transfers;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOutcome;
import io.penstock.schemas.Closing;
import io.penstock.schemas.CreditLeg;
import io.penstock.schemas.Keys;
import io.penstock.schemas.ReceivedCredit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferOutcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ledger's own rules over plain maps, as one partition of the balances topology runs them. */
final class PlainLedger implements Books {
  final Map<String, AccountBalance> accounts = new HashMap<>();
  private final Map<String, TransferOutcome> transfers = new HashMap<>();

  private final Map<String, Map<String, TransferOutcome>> transfersById = new HashMap<>();

  /** By id, scope and request. */
  final Map<String, TransferOutcome> transferAnswers = new HashMap<>();

  final Map<String, AccountOutcome> accountAnswers = new HashMap<>();
  private final Map<String, Closing> closings = new HashMap<>();
  private final Map<String, AccountOutcome> pinned = new HashMap<>();
  private final Map<String, ReceivedCredit> received = new HashMap<>();
  private JournalHead head = JournalHead.first(0);

  @Override
  public @Nullable AccountBalance account(String accountId) {
    return accounts.get(accountId);
  }

  @Override
  public @Nullable TransferOutcome transfer(String scopeAccountId, String transferId) {
    return transfers.get(Keys.transfer(scopeAccountId, transferId));
  }

  @Override
  public @Nullable AccountOutcome accountAnswer(String accountId, String commandId) {
    return pinned.get(Keys.accountAnswer(accountId, commandId));
  }

  /** Those that have the id, one a scope. */
  List<TransferOutcome> transfers(String transferId) {
    return List.copyOf(transfersById.getOrDefault(transferId, Map.of()).values());
  }

  void take(String key, TransferCommand command) {
    if (command.getLinked().isEmpty()) {
      apply(Transfers.decide(command, key, this));
    } else {
      Chains.decide(command, key, this).forEach(this::apply);
    }
  }

  @Override
  public @Nullable ReceivedCredit receivedCredit(String scopeAccountId, String transferId) {
    return received.get(Keys.transfer(scopeAccountId, transferId));
  }

  @Override
  public @Nullable Closing closing(String accountId) {
    return closings.get(accountId);
  }

  @Override
  public int partitions() {
    return 1;
  }

  void take(AccountCommand command) {
    apply(AccountRules.decide(command, this));
  }

  @Override
  public JournalHead head() {
    head = head.at(System.currentTimeMillis());
    return head;
  }

  private void apply(Decision decision) {
    if (decision.entry() != null) {
      head = head.behind(decision.entry().getSequence(), new byte[32]);
    }
    decision.accounts().forEach(account -> accounts.put(account.getAccountId(), account));
    for (TransferOutcome outcome : decision.pinned()) {
      transfers.put(Keys.transfer(outcome.getScopeAccountId(), outcome.getTransferId()), outcome);
      transfersById
          .computeIfAbsent(outcome.getTransferId(), _ -> new LinkedHashMap<>())
          .put(outcome.getScopeAccountId(), outcome);
      answer(outcome);
    }
    decision.answers().forEach(this::answer);
    if (decision.accountAnswer() != null) {
      answer(decision.accountAnswer());
    }
    if (decision.received() != null) {
      var change = decision.received();
      received.put(Keys.transfer(change.scopeAccountId(), change.transferId()), change.received());
    }
    if (decision.closing() != null) {
      if (decision.closing().closing() == null) {
        closings.remove(decision.closing().accountId());
      } else {
        closings.put(decision.closing().accountId(), decision.closing().closing());
      }
    }
    decision.legs().forEach(this::travel);
  }

  private void answer(TransferOutcome outcome) {
    transferAnswers.put(
        Keys.transferAnswer(
            outcome.getTransferId(), outcome.getScopeAccountId(), outcome.getRequestId()),
        outcome);
  }

  private void answer(Decision.AccountAnswer answer) {
    AccountOutcome outcome = answer.outcome();
    String account = outcome.getAccountId();
    String command = outcome.getCommandId();
    if (answer.isPinned()) {
      pinned.put(Keys.accountAnswer(account, command), outcome);
    }
    accountAnswers.put(Keys.accountAnswer(account, command, outcome.getRequestId()), outcome);
  }

  private void travel(CreditLeg leg) {
    apply(Credits.decide(leg, this));
  }
}
