package io.penstock.domain.payments;

import io.penstock.domain.SystemAccounts;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in few lines: it decides at the debit account, credits arrive later and come back from
 * closed accounts. Credits of system accounts' debits are decided and booked at once.
 */
final class NaiveBooks {
  private static final int SLOWEST_MS = 400;

  private final Map<String, Long> posted = new HashMap<>();
  private final Map<String, TransferCommand> holds = new HashMap<>();
  private final Map<String, TransferStatus> states = new HashMap<>();
  private final Set<String> closed = new HashSet<>();
  private final Agenda agenda;
  private final Random random;
  private final Losses losses;
  private final Consumer<TransferOutcome> told;
  private final Map<String, TransferOutcome> first = new HashMap<>();

  NaiveBooks(Agenda agenda, Random random, Losses losses, Consumer<TransferOutcome> told) {
    this.agenda = agenda;
    this.random = random;
    this.losses = losses;
    this.told = told;
  }

  long posted(String account) {
    return posted.getOrDefault(account, 0L);
  }

  long sum() {
    return posted.values().stream().mapToLong(Long::longValue).sum();
  }

  boolean holdsNothing() {
    return !states.containsValue(TransferStatus.PENDING);
  }

  void close(String account) {
    closed.add(account);
  }

  void open(String account) {
    closed.remove(account);
  }

  void move(String account, long amount) {
    posted.merge(account, amount, Math::addExact);
  }

  void request(TransferCommand command) {
    if (!losses.next()) {
      agenda.in("requests-" + command.getDebitAccountId(), delay(), () -> decide(command));
    }
  }

  private void decide(TransferCommand command) {
    TransferOutcome before = first.get(command.getTransferId());
    if (before != null) {
      send(TransferOutcome.newBuilder(before).setRepeated(true).build());
      return;
    }
    switch (command.getKind()) {
      case DIRECT -> direct(command);
      case HOLD -> hold(command);
      case REVERSE -> throw new IllegalArgumentException("not sent here");
      case POST, VOID -> resolve(command);
    }
  }

  private void direct(TransferCommand command) {
    String refusal = refusal(command);
    tell(command, refusal == null ? TransferStatus.POSTED : TransferStatus.DECLINED, refusal);
    if (refusal == null) {
      move(command.getDebitAccountId(), -sum(command.getCredits()));
      credit(command, command.getCredits());
    }
  }

  private void hold(TransferCommand command) {
    String refusal = refusal(command);
    tell(command, refusal == null ? TransferStatus.PENDING : TransferStatus.DECLINED, refusal);
    if (refusal != null) {
      return;
    }
    holds.put(command.getTransferId(), command);
    states.put(command.getTransferId(), TransferStatus.PENDING);
    if (command.getTimeoutSeconds() != null) {
      agenda.in(
          command.getTimeoutSeconds() * 1_000, () -> end(command, TransferStatus.EXPIRED, null));
    }
    if (command.getCredits().stream().anyMatch(c -> closed.contains(c.getAccountId()))) {
      agenda.in(delay(), () -> end(command, TransferStatus.REVERSED, "credit_account_closed"));
    }
  }

  /** A hold ends by itself, unless it was resolved before. */
  private void end(TransferCommand hold, TransferStatus status, @Nullable String code) {
    if (states.get(hold.getTransferId()) == TransferStatus.PENDING) {
      states.put(hold.getTransferId(), status);
      tell(hold, status, code);
    }
  }

  private void resolve(TransferCommand command) {
    TransferCommand hold = holds.get(command.getPendingId());
    TransferStatus state = states.get(command.getPendingId());
    if (hold == null || state != TransferStatus.PENDING) {
      tell(command, TransferStatus.DECLINED, "pending_transfer_" + ended(state));
      return;
    }
    boolean posts = command.getKind() == TransferKind.POST;
    TransferStatus status = posts ? TransferStatus.POSTED : TransferStatus.VOIDED;
    states.put(command.getPendingId(), status);
    tell(command, status, null);
    if (posts) {
      List<Credit> credits =
          command.getCredits().isEmpty() ? hold.getCredits() : command.getCredits();
      move(hold.getDebitAccountId(), -sum(credits));
      credit(hold, credits);
    }
  }

  private static String ended(@Nullable TransferStatus state) {
    return switch (state) {
      case null -> "not_found";
      case POSTED -> "already_posted";
      case VOIDED, REVERSED -> "already_voided";
      case EXPIRED -> "expired";
      case PENDING, DECLINED, REFUSED -> throw new IllegalStateException("no end: " + state);
    };
  }

  private void credit(TransferCommand transfer, List<Credit> credits) {
    for (Credit credit : credits) {
      if (SystemAccounts.isSystem(transfer.getDebitAccountId())) {
        move(credit.getAccountId(), credit.getAmountMinor());
      } else {
        agenda.in(delay(), () -> arrive(transfer, credit));
      }
    }
  }

  private void arrive(TransferCommand transfer, Credit credit) {
    if (closed.contains(credit.getAccountId())) {
      agenda.in(
          delay(),
          () -> {
            move(transfer.getDebitAccountId(), credit.getAmountMinor());
            tell(transfer, TransferStatus.REVERSED, "credit_account_closed");
          });
    } else {
      move(credit.getAccountId(), credit.getAmountMinor());
    }
  }

  private @Nullable String refusal(TransferCommand command) {
    String debit = command.getDebitAccountId();
    if (SystemAccounts.isSystem(debit)) {
      return command.getCredits().stream().anyMatch(c -> closed.contains(c.getAccountId()))
          ? "credit_account_closed"
          : null;
    }
    if (closed.contains(debit)) {
      return "debit_account_closed";
    }
    long held =
        holds.values().stream()
            .filter(hold -> hold.getDebitAccountId().equals(debit))
            .filter(hold -> states.get(hold.getTransferId()) == TransferStatus.PENDING)
            .mapToLong(hold -> sum(hold.getCredits()))
            .sum();
    return posted(debit) - held < sum(command.getCredits()) ? "insufficient_funds" : null;
  }

  private void tell(TransferCommand command, TransferStatus status, @Nullable String code) {
    TransferOutcome.Builder outcome = outcome(command, status, code, agenda.nowMs());
    if (command.getTimeoutSeconds() != null) {
      outcome.setExpiresAtMs(agenda.nowMs() + command.getTimeoutSeconds() * 1_000);
    }
    if (status == TransferStatus.REVERSED) {
      outcome.setResolution(
          Resolution.newBuilder()
              .setStatus(status)
              .setPostedMinor(posts(command) ? sum(command.getCredits()) : 0)
              .setFailureCode(code)
              .setResolvedAtMs(agenda.nowMs())
              .build());
    }
    TransferOutcome decided = outcome.build();
    first.putIfAbsent(command.getTransferId(), decided);
    send(decided);
  }

  /** Nothing waits for a reversal: where that is lost, only its dead letter can tell. */
  private void send(TransferOutcome outcome) {
    if (outcome.getStatus() == TransferStatus.REVERSED || !losses.next()) {
      agenda.in("outcomes-" + outcome.getDebitAccountId(), delay(), () -> told.accept(outcome));
    }
  }

  /** Whether a hold was posted, or never was one. */
  private boolean posts(TransferCommand command) {
    TransferStatus state = states.get(command.getTransferId());
    return command.getKind() != TransferKind.HOLD || state == TransferStatus.POSTED;
  }

  static TransferOutcome.Builder outcome(
      TransferCommand command, TransferStatus status, @Nullable String code, long nowMs) {
    return TransferOutcome.newBuilder()
        .setTransferId(command.getTransferId())
        .setScopeAccountId(Objects.requireNonNull(TransferKey.of(command)))
        .setStatus(status)
        .setFailureCode(code)
        .setKind(command.getKind())
        .setDebitAccountId(command.getDebitAccountId())
        .setCredits(command.getCredits())
        .setCurrency(command.getCurrency())
        .setPendingId(command.getPendingId())
        .setAmountMinor(command.getAmountMinor())
        .setDecidedAtMs(nowMs);
  }

  private long delay() {
    return random.nextInt(SLOWEST_MS);
  }

  private static long sum(List<Credit> credits) {
    return credits.stream().mapToLong(Credit::getAmountMinor).sum();
  }
}
