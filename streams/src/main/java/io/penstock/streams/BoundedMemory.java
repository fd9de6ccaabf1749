package io.penstock.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One budget for all stores on disk that a process has, of whatever application: blocks, indexes,
 * filters and write buffers share one cache. With RocksDB's defaults each store and partition would
 * take up to 100 MB.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
  /** Where nobody sets another budget, megabytes. */
  public static final int DEFAULT_MEGABYTES = 256;

  private static final long MEGABYTE = 1L << 20;
  private static final long ONE_WRITE_BUFFER_BYTES = 8 * MEGABYTE;
  private static final int WRITE_BUFFERS_SHARE = 4;
  private static final int BLOOM_BITS = 10;

  private static volatile int budgetMegabytes = DEFAULT_MEGABYTES;

  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);

  /**
   * Sets the budget; to be called before the first store of the process is opened.
   *
   * @param megabytes for all stores together, a quarter of it for write buffers
   */
  public static void limitTo(int megabytes) {
    budgetMegabytes = megabytes;
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(Shared.CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setPinTopLevelIndexAndFilter(true);
    table.setFilterPolicy(bloom);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(Shared.WRITE_BUFFERS);
    options.setWriteBufferSize(ONE_WRITE_BUFFER_BYTES);
  }

  @Override
  public void close(String store, Options options) {
    bloom.close();
  }

  /** Lives as long as the process, as the stores come and go. */
  private static final class Shared {
    static final Cache CACHE = new LRUCache(budgetMegabytes * MEGABYTE);

    /** What is buffered counts as part of the cache. */
    static final WriteBufferManager WRITE_BUFFERS =
        new WriteBufferManager(budgetMegabytes * MEGABYTE / WRITE_BUFFERS_SHARE, CACHE);
  }
}
