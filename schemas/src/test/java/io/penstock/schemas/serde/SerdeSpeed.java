package io.penstock.schemas.serde;

import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Prints how many records a second one thread writes and reads. No test: figures drift. Run it with
 * {@code ./mvnw -pl schemas -am process-test-classes -Pserde-speed}.
 */
final class SerdeSpeed {
  private static final int RECORDS = 1_000_000;
  private static final int ROUNDS = 5;

  private SerdeSpeed() {}

  public static void main(String[] args) {
    for (int round = 1; round <= ROUNDS; round++) {
      measure(Topics.TRANSFER_OUTCOMES, outcome());
      measure(Topics.LEDGER_ENTRIES, entry());
    }
  }

  private static <V extends SpecificRecord> void measure(Topic<V> topic, V value) {
    try (AvroSerde serde = new AvroSerde(new InMemoryRegistry())) {
      byte[] bytes = serde.serializer().serialize(topic.name(), value);
      long started = System.nanoTime();
      long written = 0;
      for (int i = 0; i < RECORDS; i++) {
        written += serde.serializer().serialize(topic.name(), value).length;
      }
      long between = System.nanoTime();
      long fields = 0;
      for (int i = 0; i < RECORDS; i++) {
        fields += serde.deserializer().deserialize(topic.name(), bytes).getSchema().hashCode();
      }
      System.out.printf(
          "%-16s %4d bytes  write %,12.0f/s  read %,12.0f/s%n",
          topic.valueType().getSimpleName(),
          written / RECORDS,
          perSecond(started, between),
          perSecond(between, fields == 0 ? 0 : System.nanoTime()));
    }
  }

  private static double perSecond(long from, long to) {
    return RECORDS * 1e9 / (to - from);
  }

  private static TransferOutcome outcome() {
    return TransferOutcome.newBuilder()
        .setTransferId("tr_01HZX5T0J3K4M5N6P7Q8R9S0T1")
        .setScopeAccountId("account-004711")
        .setRequestId("rq_01HZX5T0J3K4M5N6P7Q8R9S0T1")
        .setStatus(TransferStatus.POSTED)
        .setKind(TransferKind.DIRECT)
        .setDebitAccountId("account-004711")
        .setCredits(List.of(new Credit("account-000815", 12_345L)))
        .setCurrency("USD")
        .setMetadata(Map.of())
        .setDebitAccount(new Counters(4_711L, 0L, 9_876_543L, 0L, 12_345_678L, 0L))
        .setJournalPartition(3)
        .setEntrySequence(1_234_567L)
        .setDecidedAtMs(1_795_000_000_000L)
        .build();
  }

  private static LedgerEntry entry() {
    return LedgerEntry.newBuilder()
        .setJournalPartition(3)
        .setSequence(1_234_567L)
        .setPreviousHash(ByteBuffer.wrap(new byte[32]))
        .setKind(EntryKind.TRANSFER)
        .setTransferId("tr_01HZX5T0J3K4M5N6P7Q8R9S0T1")
        .setScopeAccountId("account-004711")
        .setCurrency("USD")
        .setLegs(
            List.of(
                new Leg("account-004711", Direction.DEBIT, 12_345L, 4_711L, 2_469_135L),
                new Leg("account-000815", Direction.CREDIT, 12_345L, null, null)))
        .setPostedAtMs(1_795_000_000_000L)
        .build();
  }
}
