package io.penstock.app.ledger;

import static io.penstock.app.ledger.Defect.Kind.HASH_BROKEN;
import static io.penstock.app.ledger.Defect.Kind.MISPLACED;
import static io.penstock.app.ledger.Defect.Kind.SEQUENCE_BROKEN;
import static io.penstock.app.ledger.Defect.Kind.TIME_BACKWARDS;

import io.penstock.domain.books.HashChain;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Walks one journal partition: sequences 1, 2, 3 …, each entry with the hash of the one before it.
 * After a fault it goes on from what it found, so that one fault is told once.
 */
final class JournalChain {
  private static final int REGISTRY_HEADER_BYTES = 5;

  private final int partition;
  private final Consumer<Defect> defects;
  private long entries;
  private long lastSequence;
  private long lastOffset = -1;
  private long lastTimeMs;
  private byte[] lastHash = new byte[HashChain.HASH_BYTES];

  JournalChain(int partition, Consumer<Defect> defects) {
    this.partition = partition;
    this.defects = defects;
  }

  /** The next record of the partition. */
  void accept(long offset, String key, byte[] value, LedgerEntry entry) {
    long sequence = entry.getSequence();
    if (entry.getJournalPartition() != partition || !key.equals(Keys.sequence(sequence))) {
      tell(
          MISPLACED,
          offset,
          sequence,
          "the entry says partition %d, sequence %d, and its key is %s"
              .formatted(entry.getJournalPartition(), sequence, key));
    }
    if (sequence != lastSequence + 1) {
      tell(
          SEQUENCE_BROKEN,
          offset,
          sequence,
          "sequence %d follows %d".formatted(sequence, lastSequence));
    } else if (!entry.getPreviousHash().equals(ByteBuffer.wrap(lastHash))) {
      tellOfHash(offset, sequence);
    }
    if (entry.getPostedAtMs() < lastTimeMs) {
      tell(
          TIME_BACKWARDS,
          offset,
          sequence,
          "posted %d ms before its predecessor".formatted(lastTimeMs - entry.getPostedAtMs()));
    }
    goOn(offset, sequence, entry.getPostedAtMs(), HashChain.hash(value));
  }

  /** A record that is no entry: the chain is cut here. */
  void skip(long offset, byte[] value) {
    byte[] hash =
        value.length < REGISTRY_HEADER_BYTES
            ? new byte[HashChain.HASH_BYTES]
            : HashChain.hash(value);
    goOn(offset, lastSequence + 1, lastTimeMs, hash);
  }

  private void goOn(long offset, long sequence, long timeMs, byte[] hash) {
    entries++;
    lastSequence = sequence;
    lastOffset = offset;
    lastTimeMs = timeMs;
    lastHash = hash;
  }

  private void tellOfHash(long offset, long sequence) {
    if (sequence == 1) {
      tell(HASH_BROKEN, offset, sequence, "the first entry does not begin the chain with zeros");
    } else {
      tell(
          HASH_BROKEN,
          lastOffset,
          sequence - 1,
          "its hash is not the one that sequence %d (offset %d) holds: one of them was changed"
              .formatted(sequence, offset));
    }
  }

  private void tell(Defect.Kind kind, long offset, long sequence, String detail) {
    defects.accept(Defect.ofEntry(kind, partition, offset, sequence, detail));
  }

  /** How far it came; whoever keeps the hash can prove later that nothing was cut off since. */
  AuditReport.Journal journal() {
    return new AuditReport.Journal(
        partition, entries, lastSequence, HexFormat.of().formatHex(lastHash));
  }
}
