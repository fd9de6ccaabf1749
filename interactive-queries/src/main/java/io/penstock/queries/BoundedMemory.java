package io.penstock.queries;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One cache and one write buffer for all stores of the process. With RocksDB's defaults each of
 * them (one a view and partition) would take up to 100 MB.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 192L << 20;
  private static final long WRITE_BUFFER_BYTES = 64L << 20;
  private static final long ONE_WRITE_BUFFER_BYTES = 8L << 20;
  private static final int BLOOM_BITS = 10;

  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);

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
    static final Cache CACHE = new LRUCache(CACHE_BYTES);
    static final WriteBufferManager WRITE_BUFFERS =
        new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
  }
}
