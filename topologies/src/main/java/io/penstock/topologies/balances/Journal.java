package io.penstock.topologies.balances;

import static io.penstock.schemas.Topics.LEDGER_ENTRIES;
import static io.penstock.streams.stores.StoreCatalogue.JOURNAL_HEADS;

import io.penstock.domain.books.HashChain;
import io.penstock.domain.books.JournalHead;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Produced;
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
  Object append(JournalHead head, LedgerEntry entry) {
    byte[] value = serializer.serialize(LEDGER_ENTRIES.name(), entry);
    if (value == null) {
      throw new IllegalStateException("an entry has bytes");
    }
    keep(head.behind(entry.getSequence(), HashChain.hash(value)));
    return new Encoded(partition, value);
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

  /** A ledger entry as it goes into its journal partition: hashed and sent are the same bytes. */
  private static final class Encoded {
    private final int journalPartition;
    private final byte[] value;

    private Encoded(int journalPartition, byte[] value) {
      this.journalPartition = journalPartition;
      this.value = value;
    }
  }

  /** How entries are sent, among the other decisions of their processor. */
  static Produced<String, Object> sentAs(String sinkName) {
    return Produced.<String, Object>as(sinkName)
        .withKeySerde(Serdes.String())
        .withValueSerde(
            Serdes.serdeFrom(
                (topic, entry) -> ((Encoded) entry).value,
                (topic, bytes) -> {
                  throw new IllegalStateException("entries are only sent here");
                }))
        .withStreamPartitioner(
            (topic, key, entry, partitions) ->
                Optional.of(Set.of(((Encoded) entry).journalPartition)));
  }
}
