package io.penstock.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Stores of real RocksDB, filled well beyond the budget. */
@Timeout(120)
class BoundedMemoryTest {
  private static final long BUDGET = (long) BoundedMemory.DEFAULT_MEGABYTES << 20;
  private static final int STORES = 12;
  private static final int RECORDS = 6_000;
  private static final int BYTES = 8 * 1024;

  @TempDir Path dir;

  @Test
  void allStoresOfAProcessStayWithinOneBudget() throws Exception {
    List<Open> stores = new ArrayList<>();
    try {
      for (int i = 0; i < STORES; i++) {
        stores.add(open("store-" + i));
      }
      for (Open store : stores) {
        fillAndRead(store.db);
      }

      RocksDB any = stores.getFirst().db;
      assertThat(any.getLongProperty("rocksdb.block-cache-capacity")).isEqualTo(BUDGET);
      assertThat(any.getLongProperty("rocksdb.block-cache-usage"))
          .as("all write buffers and blocks of %s stores", STORES)
          .isBetween(1L, BUDGET + (BUDGET / 10));
      assertThat(buffered(stores)).isLessThan(BUDGET / 2);
    } finally {
      stores.forEach(Open::close);
    }
  }

  private record Open(RocksDB db, Options options, BoundedMemory memory) {
    void close() {
      db.close();
      memory.close("store", options);
      options.close();
    }
  }

  private Open open(String name) throws RocksDBException {
    Options options =
        new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
    BoundedMemory memory = new BoundedMemory();
    memory.setConfig(name, options, Map.of());
    return new Open(RocksDB.open(options, dir.resolve(name).toString()), options, memory);
  }

  /** Nearly 50 MB that do not compress. */
  private static void fillAndRead(RocksDB db) throws RocksDBException {
    Random random = new Random(1);
    byte[] value = new byte[BYTES];
    for (int i = 0; i < RECORDS; i++) {
      random.nextBytes(value);
      db.put(key(i), value);
    }
    for (int i = 0; i < RECORDS; i++) {
      assertThat(db.get(key(i))).hasSize(BYTES);
    }
  }

  private static long buffered(List<Open> stores) throws RocksDBException {
    long bytes = 0;
    for (Open store : stores) {
      bytes += store.db.getLongProperty("rocksdb.cur-size-all-mem-tables");
    }
    return bytes;
  }

  private static byte[] key(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
