package io.penstock.domain.transfers;

import io.penstock.schemas.Credit;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A ledger as one would write it on a napkin: maps, one thread, one currency. It knows only what
 * arrived and what was closed, as the debit account's partition does.
 */
final class NaiveLedger {
  private final Map<String, Long> funds = new HashMap<>();
  private final Map<String, String> answers = new HashMap<>();
  private final Map<String, TransferCommand> holds = new HashMap<>();
  private final Map<String, String> ended = new HashMap<>();
  private final Map<String, Long> deadlines = new HashMap<>();
  private final Set<String> closed = new HashSet<>();

  void open(String account) {
    funds.put(account, 0L);
  }

  void close(String account) {
    closed.add(account);
  }

  /** Whether the money is there; a world is never short of it. */
  long spendable(String account) {
    return account.startsWith("world:") ? Long.MAX_VALUE : funds.getOrDefault(account, 0L);
  }

  void arrive(String account, long amount) {
    funds.computeIfPresent(account, (_, before) -> before + amount);
  }

  /** "ok", or the code of a refusal; the first answer to an id is its answer for ever. */
  String decide(TransferCommand command, long nowMs) {
    return answers.computeIfAbsent(
        command.getTransferId(),
        _ ->
            switch (command.getKind()) {
              case DIRECT -> take(command);
              case HOLD -> hold(command, nowMs);
              case REVERSE -> throw new IllegalArgumentException("not sent here");
              case POST, VOID -> resolve(command, nowMs);
            });
  }

  private String take(TransferCommand command) {
    long amount = amount(command);
    if (closed.contains(command.getDebitAccountId())) {
      return "debit_account_closed";
    }
    if (command.getDebitAccountId().startsWith("world:")) {
      if (closed.contains(command.getCredits().getFirst().getAccountId())) {
        return "credit_account_closed";
      }
      arrive(command.getCredits().getFirst().getAccountId(), amount);
      return "ok";
    }
    if (spendable(command.getDebitAccountId()) < amount) {
      return "insufficient_funds";
    }
    arrive(command.getDebitAccountId(), -amount);
    return "ok";
  }

  private String hold(TransferCommand command, long nowMs) {
    String taken = take(command);
    if (taken.equals("ok")) {
      holds.put(command.getTransferId(), command);
      if (command.getTimeoutSeconds() != null) {
        deadlines.put(command.getTransferId(), nowMs + command.getTimeoutSeconds() * 1_000);
      }
    }
    return taken;
  }

  private String resolve(TransferCommand command, long nowMs) {
    String id = command.getPendingId();
    TransferCommand hold = holds.get(id);
    if (hold == null) {
      return "pending_transfer_not_found";
    }
    expire(nowMs);
    boolean posts = command.getKind() == TransferKind.POST;
    long posted =
        !posts ? 0 : command.getAmountMinor() == null ? amount(hold) : command.getAmountMinor();
    if (posted > amount(hold)) {
      return "exceeds_pending_amount";
    }
    if (ended.containsKey(id)) {
      return ended.get(id);
    }
    ended.put(id, posts ? "pending_transfer_already_posted" : "pending_transfer_already_voided");
    arrive(hold.getDebitAccountId(), amount(hold) - posted);
    return "ok";
  }

  /** A hold came back from a creditor that does not exist; its money was told as arrived. */
  void cancelled(String holdId) {
    ended.put(holdId, "pending_transfer_already_voided");
  }

  void expire(long nowMs) {
    deadlines.forEach(
        (id, deadline) -> {
          if (deadline <= nowMs && !ended.containsKey(id)) {
            ended.put(id, "pending_transfer_expired");
            arrive(holds.get(id).getDebitAccountId(), amount(holds.get(id)));
          }
        });
  }

  private static long amount(TransferCommand command) {
    return command.getCredits().stream().mapToLong(Credit::getAmountMinor).sum();
  }
}
