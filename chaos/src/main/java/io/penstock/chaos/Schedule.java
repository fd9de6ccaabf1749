package io.penstock.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Faults one after the other, the same ones for the same seed and the same kinds. They are dealt
 * like cards: every kind comes before any comes again.
 */
public final class Schedule {
  private static final int LONGEST_QUIET_MS = 4_000;

  private final Random random;
  private final Set<FaultKind> kinds;
  private final Deque<FaultKind> deck = new ArrayDeque<>();

  /**
   * @param kinds that are dealt, at least one
   */
  public Schedule(long seed, Set<FaultKind> kinds) {
    this.random = new Random(seed);
    this.kinds = Set.copyOf(kinds);
  }

  public Fault next() {
    if (deck.isEmpty()) {
      List<FaultKind> dealt = new ArrayList<>(kinds.stream().sorted().toList());
      if (kinds.contains(FaultKind.KILL_INSTANCE)) {
        // What a ledger must stand above all.
        dealt.add(FaultKind.KILL_INSTANCE);
      }
      Collections.shuffle(dealt, random);
      deck.addAll(dealt);
    }
    FaultKind kind = deck.removeFirst();
    int target = random.nextInt(1 << 10);
    long after = random.nextInt(LONGEST_QUIET_MS);
    long share = random.nextInt(1_000);
    long salt = random.nextLong();
    return new Fault(kind, target, after, lasts(kind, share), salt);
  }

  /**
   * @param share thousandths of the longest beyond the shortest
   */
  private static long lasts(FaultKind kind, long share) {
    return switch (kind) {
      // A session ends after six seconds, a transaction after ten.
      case PAUSE_INSTANCE -> 8_000 + share * 12;
      case INSTANCE_JOINS, CLOCKS_APART -> 10_000 + share * 10;
      case KILL_INSTANCE, KILL_BOTH, RESTART_INSTANCE -> share * 8;
      case KILL_BROKER, KILL_PSP -> share * 3;
      case KILL_POSTGRES -> 500 + share * 5;
      case PSP_LOSES_ANSWERS, PSP_FAILS, PSP_SLOW, WEBHOOKS_REPEATED -> 4_000 + share * 4;
      case DUPLICATES, POISON -> 1_000;
    };
  }
}
