package io.penstock.domain.transfers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.accounts.Accounts;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Direction;
import io.penstock.schemas.Leg;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules against a naive ledger, under random commands, closes, repeats, deliveries in any order
 * and time that passes. A failing run names its seed; {@code -Dseed=N} runs that one, {@code
 * -Dseeds=N} more.
 */
class LedgerSimulationTest {
  private static final int STEPS = 400;
  private static final int ACCOUNTS = 8;

  /** So many of them may be closed; the others keep the ledger busy. */
  private static final int CLOSING = 4;

  private static final String NOBODY = "nobody";

  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one == null
        ? LongStream.range(0, Integer.getInteger("seeds", 1_000))
        : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void decidesAsANaiveLedgerWould(long seed) {
    Random random = new Random(seed);
    SimulatedCluster cluster = new SimulatedCluster(1 + random.nextInt(4), random);
    NaiveLedger naive = new NaiveLedger();
    openAccounts(cluster, naive);

    List<TransferCommand> sent = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> deliver(cluster, naive);
        case 3 -> {
          cluster.passTime(random.nextInt(2_000));
          naive.expire(cluster.nowMs());
        }
        case 4 -> {
          if (random.nextInt(4) == 0) {
            emptyAndClose(cluster, naive, sent, random, step);
          }
        }
        default -> decide(cluster, naive, anyCommand(random, sent, step));
      }
    }
    while (deliver(cluster, naive)) {
      // Everything under way arrives in the end.
    }

    thenBooksAreRight(cluster, naive);
  }

  private static void openAccounts(SimulatedCluster cluster, NaiveLedger naive) {
    for (int i = 0; i < ACCOUNTS; i++) {
      naive.open(account(i));
      cluster.command(
          new AccountCommand(
              "open",
              account(i),
              AccountAction.OPEN,
              new AccountOpening("owner", AccountType.WALLET, "EUR", 0L, Map.of()),
              null,
              null));
    }
  }

  private static void decide(SimulatedCluster cluster, NaiveLedger naive, TransferCommand command) {
    assertThat(answer(cluster.command(command)))
        .as("%s", command)
        .isEqualTo(naive.decide(command, cluster.nowMs()));
  }

  /** An account pays all it has to somebody, or to nobody, and is closed before that arrives. */
  private static void emptyAndClose(
      SimulatedCluster cluster,
      NaiveLedger naive,
      List<TransferCommand> sent,
      Random random,
      int step) {
    String account = account(random.nextInt(CLOSING));
    if (naive.spendable(account) > 0) {
      Credit all = new Credit(other(account, random), naive.spendable(account));
      TransferCommand command = direct("empty-" + step, account, all);
      decide(cluster, naive, command);
      sent.add(command);
    }
    int before = cluster.versions.size();
    cluster.command(
        new AccountCommand(
            "close-" + random.nextInt(step + 1), account, AccountAction.CLOSE, null, null, null));
    closed(cluster, naive, before);
  }

  private static void closed(SimulatedCluster cluster, NaiveLedger naive, int before) {
    cluster.versions.stream()
        .skip(before)
        .filter(version -> version.getStatus() == AccountStatus.CLOSED)
        .forEach(version -> naive.close(version.getAccountId()));
  }

  /** What the cluster credits from afar, or returns, the naive ledger is told of. */
  private static boolean deliver(SimulatedCluster cluster, NaiveLedger naive) {
    int before = cluster.versions.size();
    int outcomesBefore = cluster.outcomes.size();
    boolean delivered = cluster.deliverOne();
    for (AccountBalance version : cluster.versions.subList(before, cluster.versions.size())) {
      var change = version.getChange();
      if (change.getTransferId() == null) {
        continue;
      }
      // A hold that was returned frees the debit account; all else that arrives are credits.
      long arrived =
          change.getDirection() == Direction.CREDIT
              ? change.getPostedMinor()
              : Math.negateExact(change.getPendingMinor());
      naive.arrive(version.getAccountId(), arrived);
    }
    cluster.outcomes.stream()
        .skip(outcomesBefore)
        .filter(o -> o.getResolution().getReversedMinor() == 0)
        .forEach(hold -> naive.cancelled(hold.getTransferId()));
    closed(cluster, naive, before);
    return delivered;
  }

  private static TransferCommand anyCommand(Random random, List<TransferCommand> sent, int step) {
    if (!sent.isEmpty() && random.nextInt(5) == 0) {
      return sent.get(random.nextInt(sent.size()));
    }
    TransferCommand command =
        switch (random.nextInt(8)) {
          case 0, 1 ->
              move("fund-" + step, TransferKind.DIRECT, "world:EUR", payee(random), random);
          case 2, 3 -> resolution("end-" + step, sent, random);
          case 4, 5 -> move("hold-" + step, TransferKind.HOLD, payer(random), null, random);
          default -> move("pay-" + step, TransferKind.DIRECT, payer(random), null, random);
        };
    sent.add(command);
    return command;
  }

  private static TransferCommand move(
      String id, TransferKind kind, String debit, @Nullable String to, Random random) {
    List<Credit> credits = new ArrayList<>();
    for (int i = to == null ? random.nextInt(2) : 0; i >= 0; i--) {
      String credit = to == null ? other(debit, random) : to;
      credits.add(new Credit(credit, 1L + random.nextInt(100)));
    }
    Long timeout =
        kind == TransferKind.HOLD && random.nextBoolean() ? 1L + random.nextInt(5) : null;
    return new TransferCommand(
        id, kind, debit, credits, "EUR", null, null, timeout, null, Map.of(), null, null, null,
        null, null, List.of(), null);
  }

  private static TransferCommand direct(String id, String debit, Credit credit) {
    return new TransferCommand(
        id,
        TransferKind.DIRECT,
        debit,
        List.of(credit),
        "EUR",
        null,
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null);
  }

  private static TransferCommand resolution(String id, List<TransferCommand> sent, Random random) {
    List<TransferCommand> holds =
        sent.stream().filter(c -> c.getKind() == TransferKind.HOLD).toList();
    TransferKind kind = random.nextBoolean() ? TransferKind.POST : TransferKind.VOID;
    TransferCommand hold = holds.isEmpty() ? null : holds.get(random.nextInt(holds.size()));
    Long amount =
        kind == TransferKind.POST && random.nextBoolean() ? 1L + random.nextInt(150) : null;
    return new TransferCommand(
        id,
        kind,
        hold == null ? account(0) : hold.getDebitAccountId(),
        List.of(),
        "EUR",
        hold == null ? "hold-never" : hold.getTransferId(),
        amount,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null);
  }

  private static String payer(Random random) {
    return account(random.nextInt(ACCOUNTS));
  }

  private static String payee(Random random) {
    return account(random.nextInt(ACCOUNTS));
  }

  private static String other(String account, Random random) {
    if (random.nextInt(20) == 0) {
      return NOBODY;
    }
    String candidate = random.nextInt(10) == 0 ? "fees:EUR" : payee(random);
    return candidate.equals(account) ? "suspense:EUR" : candidate;
  }

  private static String answer(TransferOutcome outcome) {
    return outcome.getFailureCode() == null ? "ok" : outcome.getFailureCode();
  }

  private static void thenBooksAreRight(SimulatedCluster cluster, NaiveLedger naive) {
    for (int i = 0; i < ACCOUNTS; i++) {
      Counters counters = cluster.account(account(i)).getFirst().getCounters();
      assertThat(Accounts.posted(counters) - counters.getDebitsPendingMinor())
          .as("spendable of " + account(i))
          .isEqualTo(naive.spendable(account(i)))
          .isNotNegative();
    }
    thenNothingIsLeftInAClosedAccount(cluster);
    thenMoneyIsConserved(cluster);
    thenBalancesAreTheFoldOfTheJournal(cluster);
    thenPendingIsTheSumOfOpenHolds(cluster);
    thenEachIdHasOneFirstOutcome(cluster);
  }

  private static void thenNothingIsLeftInAClosedAccount(SimulatedCluster cluster) {
    assertThat(cluster.allAccounts())
        .filteredOn(account -> account.getStatus() == AccountStatus.CLOSED)
        .allSatisfy(
            account -> {
              assertThat(Accounts.posted(account.getCounters())).isZero();
              assertThat(account.getCounters().getDebitsPendingMinor()).isZero();
              assertThat(account.getCounters().getCreditsPendingMinor()).isZero();
            });
  }

  private static void thenMoneyIsConserved(SimulatedCluster cluster) {
    assertThat(
            cluster.allAccounts().stream()
                .mapToLong(a -> Accounts.posted(a.getCounters()))
                .reduce(0, Math::addExact))
        .isZero();
  }

  private static void thenBalancesAreTheFoldOfTheJournal(SimulatedCluster cluster) {
    Map<String, Long> fold = new HashMap<>();
    cluster.entries.forEach(
        entry ->
            entry
                .getLegs()
                .forEach(leg -> fold.merge(leg.getAccountId(), signed(leg), Math::addExact)));
    fold.forEach(
        (id, posted) ->
            assertThat(
                    cluster.account(id).stream()
                        .mapToLong(a -> Accounts.posted(a.getCounters()))
                        .sum())
                .as(id)
                .isEqualTo(posted));
  }

  private static long signed(Leg leg) {
    return leg.getDirection() == Direction.CREDIT ? leg.getAmountMinor() : -leg.getAmountMinor();
  }

  private static void thenPendingIsTheSumOfOpenHolds(SimulatedCluster cluster) {
    Map<String, TransferOutcome> latest = new HashMap<>();
    cluster.outcomes.forEach(o -> latest.put(o.getTransferId(), o));
    long open =
        latest.values().stream()
            .filter(o -> o.getStatus() == TransferStatus.PENDING)
            .mapToLong(o -> TransferKey.sum(o.getCredits()))
            .sum();
    assertThat(pending(cluster, Counters::getDebitsPendingMinor)).isEqualTo(open);
    assertThat(pending(cluster, Counters::getCreditsPendingMinor)).isEqualTo(open);
  }

  private static long pending(SimulatedCluster cluster, ToLongFunction<Counters> counter) {
    return cluster.allAccounts().stream()
        .mapToLong(a -> counter.applyAsLong(a.getCounters()))
        .sum();
  }

  private static void thenEachIdHasOneFirstOutcome(SimulatedCluster cluster) {
    assertThat(
            cluster.outcomes.stream()
                .filter(o -> o.getRevision() == 1)
                .map(TransferOutcome::getTransferId)
                .toList())
        .doesNotHaveDuplicates();
  }

  private static String account(int number) {
    return "account-" + number;
  }
}
