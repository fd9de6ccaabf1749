package io.penstock.audit;

import static io.penstock.audit.Defect.Kind.HASH_BROKEN;
import static io.penstock.audit.Defect.Kind.MISPLACED;
import static io.penstock.audit.Defect.Kind.SEQUENCE_BROKEN;
import static io.penstock.audit.Defect.Kind.TIME_BACKWARDS;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Walks one journal partition: sequences 1, 2, 3 …, each entry with the hash of the one before it.
 * After a fault it goes on from what it found, so that one fault is told once.
 */
final class JournalChain {
  private static final int REGISTRY_HEADER_BYTES = 5;
  private static final int HASH_BYTES = 32;

  private final int partition;
  private final Consumer<Defect> defects;
  private long entries;
  private long lastSequence;
  private long lastOffset = -1;
  private long lastTimeMs;
  private byte[] lastHash = new byte[HASH_BYTES];

  JournalChain(int partition, Consumer<Defect> defects) {
    this.partition = partition;
    this.defects = defects;
  }

  /** The next record of the partition. */
  void accept(Fact fact) {
    Fields entry = fact.value();
    long sequence = entry.number("sequence");
    long home = entry.number("journal_partition");
    long timeMs = entry.number("posted_at_ms");
    if (home != partition || !fact.key().equals("%019d".formatted(sequence))) {
      tell(
          MISPLACED,
          fact,
          "the entry says partition %d, sequence %d, and its key is %s"
              .formatted(home, sequence, fact.key()));
    }
    if (sequence != lastSequence + 1) {
      tell(SEQUENCE_BROKEN, fact, "sequence %d follows %d".formatted(sequence, lastSequence));
    } else if (!ByteBuffer.wrap(lastHash).equals(entry.raw("previous_hash"))) {
      tellOfHash(fact, sequence);
    }
    if (timeMs < lastTimeMs) {
      tell(
          TIME_BACKWARDS,
          fact,
          "posted %d ms before its predecessor".formatted(lastTimeMs - timeMs));
    }
    goOn(fact.offset(), sequence, timeMs, fact.bytes());
  }

  /** A record that is no entry: the chain is cut here. */
  void skip(long offset, byte[] value) {
    goOn(offset, lastSequence + 1, lastTimeMs, ByteBuffer.wrap(value));
  }

  private void goOn(long offset, long sequence, long timeMs, ByteBuffer value) {
    entries++;
    lastSequence = sequence;
    lastOffset = offset;
    lastTimeMs = timeMs;
    lastHash =
        value.limit() < REGISTRY_HEADER_BYTES
            ? new byte[HASH_BYTES]
            : sha256(value.duplicate().position(REGISTRY_HEADER_BYTES));
  }

  private static byte[] sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void tellOfHash(Fact fact, long sequence) {
    if (sequence == 1) {
      tell(HASH_BROKEN, fact, "the first entry does not begin the chain with zeros");
    } else {
      String detail =
          "its hash is not the one that sequence %d (offset %d) holds: one of them was changed"
              .formatted(sequence, fact.offset());
      defects.accept(Defect.ofEntry(HASH_BROKEN, partition, lastOffset, sequence - 1, detail));
    }
  }

  private void tell(Defect.Kind kind, Fact fact, String detail) {
    defects.accept(Defect.ofEntry(kind, fact, detail));
  }

  long lastSequence() {
    return lastSequence;
  }

  /** How far it came; whoever keeps the hash can prove later that nothing was cut off since. */
  AuditReport.Journal journal() {
    return new AuditReport.Journal(
        partition, entries, lastSequence, HexFormat.of().formatHex(lastHash));
  }
}
