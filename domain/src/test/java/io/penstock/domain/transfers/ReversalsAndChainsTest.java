package io.penstock.domain.transfers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.accounts.Accounts;
import io.penstock.schemas.AccountAction;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.AccountUpdate;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Direction;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reversals that race each other, chains, and limits that change, while credits travel in any order
 * and accounts close: money is conserved, no more goes back than was posted, no chain happens in
 * part, and nobody spends what the limit of that moment forbids. {@code -Dseed=N} runs one seed.
 */
class ReversalsAndChainsTest {
  private static final int STEPS = 250;
  private static final int ACCOUNTS = 6;

  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one == null ? LongStream.range(0, Integer.getInteger("seeds", 400)) : LongStream.of(one);
  }

  private final List<TransferCommand> moves = new ArrayList<>();
  private final List<TransferCommand> reversals = new ArrayList<>();
  private final List<TransferCommand> chains = new ArrayList<>();

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void givesBackAtMostWhatWasPostedAndSplitsNoChain(long seed) {
    Random random = new Random(seed);
    SimulatedCluster cluster = new SimulatedCluster(1 + random.nextInt(4), random);
    for (int i = 0; i < ACCOUNTS; i++) {
      cluster.command(account(i, AccountAction.OPEN, "open", null));
      cluster.command(move("fund-" + i, "world:EUR", "account-" + i, 300));
    }

    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> cluster.deliverOne();
        case 3, 4 -> askForAReversal(cluster, random, step);
        case 5 -> askForAChain(cluster, random, step);
        case 6 -> changeALimit(cluster, random, step);
        case 7 -> closeSometimes(cluster, random, step);
        default -> {
          TransferCommand command =
              move("move-" + step, payer(random), payee(random), 1 + random.nextInt(80));
          moves.add(command);
          cluster.command(command);
        }
      }
    }
    while (cluster.deliverOne()) {
      // Everything under way arrives in the end.
    }

    thenMoneyIsConserved(cluster);
    thenNoMoreWentBackThanWasPosted(cluster);
    thenNoChainHappenedInPart(cluster);
    thenNobodySpentBeyondTheLimit(cluster);
  }

  private void askForAReversal(SimulatedCluster cluster, Random random, int step) {
    if (!reversals.isEmpty() && random.nextInt(4) == 0) {
      cluster.reverse(reversals.get(random.nextInt(reversals.size())));
      return;
    }
    if (moves.isEmpty()) {
      return;
    }
    TransferCommand original = moves.get(random.nextInt(moves.size()));
    TransferCommand reversal =
        TransferCommand.newBuilder()
            .setTransferId("back-" + step)
            .setKind(TransferKind.REVERSE)
            .setDebitAccountId(original.getCredits().getFirst().getAccountId())
            .setReverses(original.getTransferId())
            .setReversesDebitAccountId(original.getDebitAccountId())
            .setReason("returned")
            .setCurrency("EUR")
            .setAmountMinor(random.nextBoolean() ? null : 1L + random.nextInt(60))
            .build();
    reversals.add(reversal);
    cluster.reverse(reversal);
    if (random.nextInt(3) == 0) {
      // The very same once more, and another at once: they race on the way.
      cluster.reverse(reversal);
      TransferCommand rival =
          TransferCommand.newBuilder(reversal).setTransferId("rival-" + step).build();
      reversals.add(rival);
      cluster.reverse(rival);
    }
  }

  private void askForAChain(SimulatedCluster cluster, Random random, int step) {
    if (!chains.isEmpty() && random.nextInt(4) == 0) {
      TransferCommand again = chains.get(random.nextInt(chains.size()));
      List<TransferStatus> first =
          Chains.members(again).stream()
              .map(m -> firstOutcome(cluster, m.getTransferId()).getStatus())
              .toList();
      assertThat(cluster.chain(again))
          .as("a chain is answered as the first time")
          .allMatch(TransferOutcome::getRepeated)
          .map(TransferOutcome::getStatus)
          .isEqualTo(first);
      return;
    }
    String payer = random.nextInt(4) == 0 ? "world:EUR" : "account-" + random.nextInt(ACCOUNTS);
    String onlyPayee = payer.startsWith("world:") ? "account-" + random.nextInt(ACCOUNTS) : null;
    List<TransferCommand> members = new ArrayList<>();
    for (int i = 0; i <= 1 + random.nextInt(3); i++) {
      String payee = onlyPayee == null ? otherThan(payer, random) : onlyPayee;
      TransferCommand member =
          move("chain-" + step + "-" + i, payer, payee, 1 + random.nextInt(150));
      members.add(
          random.nextInt(3) == 0
              ? TransferCommand.newBuilder(member).setKind(TransferKind.HOLD).build()
              : member);
    }
    TransferCommand chain = Chains.of(members);
    chains.add(chain);
    cluster.chain(chain);
    members.stream().filter(m -> m.getKind() == TransferKind.DIRECT).forEach(moves::add);
  }

  private static void changeALimit(SimulatedCluster cluster, Random random, int step) {
    AccountUpdate update =
        AccountUpdate.newBuilder()
            .setOverdraftLimitMinor(
                random.nextInt(5) == 0 ? Long.MAX_VALUE : (long) random.nextInt(200))
            .build();
    cluster.command(
        account(random.nextInt(ACCOUNTS), AccountAction.UPDATE, "limit-" + step, update));
  }

  private static void closeSometimes(SimulatedCluster cluster, Random random, int step) {
    String account = "account-" + random.nextInt(2);
    long funds = Accounts.posted(cluster.account(account).getFirst().getCounters());
    if (random.nextInt(4) == 0 && funds > 0) {
      cluster.command(move("empty-" + step, account, "account-5", funds));
    }
    if (random.nextInt(2) == 0) {
      cluster.command(
          new AccountCommand("close-" + step, account, AccountAction.CLOSE, null, null, null));
    }
  }

  private static void thenMoneyIsConserved(SimulatedCluster cluster) {
    assertThat(
            cluster.allAccounts().stream().mapToLong(a -> Accounts.posted(a.getCounters())).sum())
        .isZero();
    assertThat(cluster.allAccounts())
        .filteredOn(account -> account.getStatus() == AccountStatus.CLOSED)
        .allMatch(account -> Accounts.posted(account.getCounters()) == 0);
  }

  private void thenNoMoreWentBackThanWasPosted(SimulatedCluster cluster) {
    Map<String, TransferOutcome> latest = latest(cluster);
    Map<String, Long> back = new HashMap<>();
    for (TransferCommand reversal : reversals) {
      TransferOutcome outcome = latest.get(reversal.getTransferId());
      assertThat(outcome).as("every reversal is answered: %s", reversal).isNotNull();
      if (outcome.getStatus() == TransferStatus.POSTED) {
        back.merge(
            reversal.getReverses(),
            outcome.getCredits().getFirst().getAmountMinor(),
            Math::addExact);
      }
    }
    for (TransferCommand move : moves) {
      TransferOutcome original = latest.get(move.getTransferId());
      long returned = back.getOrDefault(move.getTransferId(), 0L);
      long posted =
          original.getStatus() == TransferStatus.POSTED
              ? original.getCredits().getFirst().getAmountMinor()
              : 0;
      assertThat(returned).as("%s", original).isBetween(0L, posted);
      assertThat(original.getAmountReversedMinor()).as("%s", original).isEqualTo(returned);
    }
  }

  private void thenNoChainHappenedInPart(SimulatedCluster cluster) {
    for (TransferCommand chain : chains) {
      List<TransferStatus> statuses =
          Chains.members(chain).stream()
              .map(m -> firstOutcome(cluster, m.getTransferId()).getStatus())
              .distinct()
              .toList();
      assertThat(statuses.contains(TransferStatus.DECLINED) && statuses.size() > 1)
          .as("%s of %s", statuses, chain)
          .isFalse();
    }
  }

  private static void thenNobodySpentBeyondTheLimit(SimulatedCluster cluster) {
    for (AccountBalance version : cluster.versions) {
      Counters counters = version.getCounters();
      long taken = version.getChange().getPostedMinor() + version.getChange().getPendingMinor();
      if (version.getType() != AccountType.SYSTEM
          && version.getChange().getDirection() == Direction.DEBIT
          && taken > 0) {
        assertThat(counters.getDebitsPendingMinor() - Accounts.posted(counters))
            .as("%s", version)
            .isLessThanOrEqualTo(counters.getOverdraftLimitMinor());
      }
    }
  }

  private static TransferOutcome firstOutcome(SimulatedCluster cluster, String id) {
    return cluster.outcomes.stream()
        .filter(o -> o.getTransferId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, TransferOutcome> latest(SimulatedCluster cluster) {
    Map<String, TransferOutcome> latest = new HashMap<>();
    cluster.outcomes.forEach(outcome -> latest.put(outcome.getTransferId(), outcome));
    return latest;
  }

  private static String payer(Random random) {
    return random.nextInt(6) == 0 ? "world:EUR" : "account-" + random.nextInt(ACCOUNTS - 3);
  }

  private static String payee(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "fees:EUR";
      case 1 -> "nobody";
      default -> "account-" + (ACCOUNTS - 3 + random.nextInt(3));
    };
  }

  private static String otherThan(String account, Random random) {
    String other = "account-" + random.nextInt(ACCOUNTS);
    return other.equals(account) ? "fees:EUR" : other;
  }

  private static AccountCommand account(
      int number, AccountAction action, String commandId, AccountUpdate update) {
    AccountOpening opening =
        action == AccountAction.OPEN
            ? new AccountOpening("owner", AccountType.WALLET, "EUR", 0L, Map.of())
            : null;
    return new AccountCommand(commandId, "account-" + number, action, opening, null, update);
  }

  private static TransferCommand move(String id, String from, String to, long minor) {
    return TransferCommand.newBuilder()
        .setTransferId(id)
        .setKind(TransferKind.DIRECT)
        .setDebitAccountId(from)
        .setCredits(List.of(new Credit(to, minor)))
        .setCurrency("EUR")
        .build();
  }
}
