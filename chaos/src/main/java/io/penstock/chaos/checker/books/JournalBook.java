package io.penstock.chaos.checker.books;

import io.penstock.chaos.checker.facts.CommittedFact;
import io.penstock.chaos.checker.facts.Fields;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fold of ledger.entries: every entry balances, the chains hold, sums of every account. */
public final class JournalBook {
  private static final int HEADER = 5;
  private static final int HASH = 32;
  private static final String STEP = "::";

  /** What a settlement books is the PSP's, not the payment's. */
  private static final String SETTLEMENT_CODES = "psp_";

  private final Findings findings;
  private final UnmatchedLegs credits;
  private final Map<Integer, Long> sequences = new HashMap<>();
  private final Map<Integer, ByteBuffer> hashes = new HashMap<>();
  private final Map<String, Long> sums = new HashMap<>();
  private final Map<String, Map<String, Long>> payments = new HashMap<>();
  private final Set<String> posts = new HashSet<>();

  JournalBook(Findings findings, UnmatchedLegs credits) {
    this.findings = findings;
    this.credits = credits;
  }

  void take(CommittedFact fact) {
    Fields entry = fact.value();
    followChain(fact);
    String transfer = entry.text("transfer_id");
    String scoped = transfer + '#' + entry.text("scope_account_id");
    if (entry.text("kind").equals("POST") && !posts.add(scoped)) {
      findings.add(
          Check.HOLDS_RESOLVED_ONCE, "a second entry posts the hold " + scoped, fact.place());
    }
    long sum = 0;
    for (Fields leg : entry.children("legs")) {
      long signed = signed(leg);
      sum = Math.addExact(sum, signed);
      sums.merge(leg.text("account_id"), signed, Math::addExact);
      credits.moved(fact, leg, scoped);
      ofPayment(entry, transfer, leg.text("account_id"), signed);
    }
    if (sum != 0 || entry.children("legs").size() < 2) {
      findings.add(
          Check.MONEY_CONSERVED,
          "entry of %s does not balance: its legs add up to %d %s"
              .formatted(scoped, sum, entry.text("currency")),
          fact.place());
    }
  }

  /** The latest sequence of each journal partition. */
  public Map<Integer, Long> sequences() {
    return Map.copyOf(sequences);
  }

  /** What the legs of each account add up to, credits positive, in minor units. */
  public Map<String, Long> sums() {
    return Map.copyOf(sums);
  }

  /** What a payment's own transfers moved, by account. */
  Map<String, Long> ofPayment(String payment) {
    return payments.getOrDefault(payment, Map.of());
  }

  private void ofPayment(Fields entry, String transfer, String account, long signed) {
    int step = transfer.indexOf(STEP);
    String code = entry.textOrNull("code");
    if (step > 0 && (code == null || !code.startsWith(SETTLEMENT_CODES))) {
      payments
          .computeIfAbsent(transfer.substring(0, step), _ -> new HashMap<>())
          .merge(account, signed, Math::addExact);
    }
  }

  private void followChain(CommittedFact fact) {
    Fields entry = fact.value();
    int partition = fact.partition();
    long sequence = entry.number("sequence");
    long expected = sequences.getOrDefault(partition, 0L) + 1;
    if (sequence != expected || entry.number("journal_partition") != partition) {
      findings.add(
          Check.STATE_IS_THE_FOLD,
          "entry %d of journal partition %d where %d was due"
              .formatted(sequence, entry.number("journal_partition"), expected),
          fact.place());
    }
    ByteBuffer before = hashes.getOrDefault(partition, ByteBuffer.allocate(HASH));
    if (entry.raw("previous_hash") instanceof ByteBuffer hash && !hash.equals(before)) {
      findings.add(
          Check.STATE_IS_THE_FOLD, "the entry does not continue the hash chain", fact.place());
    }
    sequences.put(partition, sequence);
    hashes.put(partition, hash(fact.bytes()));
  }

  private static ByteBuffer hash(ByteBuffer value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(value.duplicate().position(HEADER));
      return ByteBuffer.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static long signed(Fields leg) {
    long amount = leg.number("amount_minor");
    return leg.text("direction").equals("CREDIT") ? amount : Math.negateExact(amount);
  }

  /** The sum of an account; null where no entry names it. */
  public @Nullable Long sum(String account) {
    return sums.get(account);
  }
}
