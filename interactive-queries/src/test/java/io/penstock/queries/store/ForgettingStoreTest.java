package io.penstock.queries.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ForgettingStoreTest {
  private static final TopicPartition TOPIC = new TopicPartition("facts", 0);
  private static final long RETENTION_MS = 10_000;

  private final KeyValueStore<Bytes, byte[]> rows = Stores.inMemoryKeyValueStore("rows").get();
  private final ForgettingStore store = new ForgettingStore(rows, Duration.ofMillis(RETENTION_MS));

  @Test
  void forgetsWhatIsOlderThanTheNewestByTheRetention() {
    store.put(key("old"), row(1_000));
    store.put(key("young"), row(1_001));
    store.put(key("new"), row(1_001 + RETENTION_MS));

    store.commit(Map.of());

    assertThat(names()).containsExactly("new", "young");
  }

  @Test
  void forgetsNothingByAClockButTheRows() {
    store.put(key("long ago"), row(1));
    for (int i = 0; i < 10; i++) {
      store.commit(Map.of());
    }

    assertThat(names()).containsExactly("long ago");
  }

  /** The bound that docs/bounds.md states, whatever the rate: here a row each millisecond. */
  @Test
  void neverHoldsMoreThanTwiceWhatItKeeps() {
    var random = new Random(7);
    long most = 0;
    for (long time = 0; time < 20 * RETENTION_MS; time++) {
      store.put(key(Long.toHexString(random.nextLong())), row(time));
      most = Math.max(most, rows.approximateNumEntries());
    }

    assertThat(most).isBetween(RETENTION_MS, 2 * RETENTION_MS + 512);
  }

  /** A standby copy is filled past the store, which is only told to commit. */
  @Test
  void forgetsWhatRestorationBrings() {
    var random = new Random(7);
    long most = 0;
    for (long time = 1; time < 20 * RETENTION_MS; time++) {
      rows.put(key(Long.toHexString(random.nextLong())), row(time));
      if (time % 1_000 == 0) {
        store.commit(Map.of(TOPIC, time));
      }
      most = Math.max(most, rows.approximateNumEntries());
    }

    assertThat(most).isBetween(RETENTION_MS, 2 * RETENTION_MS + 1_000);
  }

  @Test
  void givesRowsWithoutATimeThatOfTheNewest() {
    rows.put(key("of an older version"), row(-1));
    store.put(key("new"), row(5_000));
    store.commit(Map.of());
    store.put(key("newer"), row(5_000 + RETENTION_MS));
    store.commit(Map.of());
    assertThat(names()).contains("of an older version");

    store.put(key("newest"), row(5_001 + RETENTION_MS));
    store.commit(Map.of());

    assertThat(names()).containsExactly("newer", "newest");
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> found = store.all()) {
      found.forEachRemaining(row -> names.add(new String(row.key.get(), UTF_8)));
    }
    return names;
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(UTF_8));
  }

  private static byte[] row(long timeMs) {
    return ByteBuffer.allocate(9).putLong(timeMs).put((byte) 0).array();
  }
}
