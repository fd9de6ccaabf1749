package io.penstock.domain.books;

import io.penstock.schemas.LedgerEntry;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the next entry of a journal partition goes, and the partition's clock.
 *
 * @param partition the journal partition
 * @param sequence of the last entry; 0 before the first
 * @param lastHash of the last entry, see {@link HashChain}
 * @param nowMs the time of the decision at hand, milliseconds since 1970; never before an earlier
 *     one of this partition
 */
public record JournalHead(int partition, long sequence, ByteBuffer lastHash, long nowMs) {

  /** The head of an empty journal. */
  public static JournalHead first(int partition) {
    return new JournalHead(partition, 0, ByteBuffer.wrap(new byte[HashChain.HASH_BYTES]), 0);
  }

  /** The same at a later time; a clock that was set back is ignored. */
  public JournalHead at(long wallClockMs) {
    return new JournalHead(partition, sequence, lastHash, Math.max(nowMs, wallClockMs));
  }

  /** The head behind one more entry. */
  public JournalHead behind(long entrySequence, byte[] entryHash) {
    if (entrySequence != sequence + 1) {
      throw new IllegalStateException("entry " + entrySequence + " cannot follow " + sequence);
    }
    return new JournalHead(partition, entrySequence, ByteBuffer.wrap(entryHash), nowMs);
  }

  /** The head behind an entry whose hash is not known yet; without one the same. */
  public JournalHead ahead(@Nullable LedgerEntry entry) {
    return entry == null ? this : behind(entry.getSequence(), new byte[HashChain.HASH_BYTES]);
  }

  public long nextSequence() {
    return Math.addExact(sequence, 1);
  }
}
