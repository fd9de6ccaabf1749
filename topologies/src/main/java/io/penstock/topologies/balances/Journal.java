package io.penstock.topologies.balances;

import static io.penstock.schemas.Topics.LEDGER_ENTRIES;
import static io.penstock.streams.stores.StoreCatalogue.JOURNAL_HEADS;

import io.penstock.domain.books.HashChain;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** The end of the partition's hash chain and the partition's clock, kept over restarts. */
final class Journal {
  private static final String HEAD = "head";

  private final KeyValueStore<String, byte[]> heads;
  private final AvroSerializer serializer;
  private final int partition;

  Journal(ProcessingContext context) {
    this.heads = context.getStateStore(JOURNAL_HEADS.name());
    this.serializer = new AvroSerializer(SchemaRegistry.from(context.appConfigs())).resolveAll();
    this.partition = context.taskId().partition();
  }

  /** Where the next entry goes, at a time. */
  JournalHead head(long wallClockMs) {
    byte[] stored = heads.get(HEAD);
    JournalHead last = stored == null ? JournalHead.first(partition) : decode(stored);
    return last.at(wallClockMs);
  }

  /** Moves the head behind an entry and returns the bytes that the chain now stands for. */
  EncodedEntry append(JournalHead head, LedgerEntry entry) {
    byte[] value = serializer.serialize(LEDGER_ENTRIES.name(), entry);
    if (value == null) {
      throw new IllegalStateException("an entry has bytes");
    }
    keep(head.behind(entry.getSequence(), HashChain.hash(value)));
    return new EncodedEntry(partition, value);
  }

  /** Keeps the clock of a decision that wrote no entry. */
  void keep(JournalHead head) {
    heads.put(HEAD, encode(head));
  }

  private static byte[] encode(JournalHead head) {
    return ByteBuffer.allocate(2 * Long.BYTES + HashChain.HASH_BYTES)
        .putLong(head.sequence())
        .putLong(head.nowMs())
        .put(head.lastHash().duplicate())
        .array();
  }

  private JournalHead decode(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    long sequence = bytes.getLong();
    long clockMs = bytes.getLong();
    byte[] hash = new byte[HashChain.HASH_BYTES];
    bytes.get(hash);
    return new JournalHead(partition, sequence, ByteBuffer.wrap(hash), clockMs);
  }
}
