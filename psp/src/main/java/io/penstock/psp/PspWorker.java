package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.schemas.Readers;
import io.penstock.schemas.Topics;
import io.penstock.streams.StartOffsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests from their topic and has them carried out, many at once but those of one payment
 * in order. A request is done at least once: its offset is committed when its result is safe.
 * Instances share the partitions.
 */
final class PspWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(PspWorker.class);

  private static final String GROUP = Readers.PSP;

  /** A PSP forgets its idempotency keys: a request that is read again may charge again. */
  private static final StartOffsets.Work WORK =
      new StartOffsets.Work(
          GROUP, Set.of(Topics.PSP_REQUESTS.name()), Set.of(Topics.PSP_RESULTS.name()), Set.of());

  private static final TopicPartition FIRST = new TopicPartition(Topics.PSP_REQUESTS.name(), 0);

  /** Requests that are taken and not finished, waiting ones among them; then no more are taken. */
  private static final int MOST_UNDER_WAY = 10_000;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long COMMIT_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration CLOSING_TIME = Duration.ofSeconds(5);

  private final PspSettings settings;
  private final RequestHandler handler;
  private final KeyedExecutor calls = new KeyedExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<TopicPartition, PartitionWork> owned = new HashMap<>();
  private volatile boolean joined;
  private volatile boolean hasFirst;

  PspWorker(PspSettings settings, RequestHandler handler) {
    this.settings = settings;
    this.handler = handler;
  }

  /** Whether it has been given its partitions. */
  boolean isFlowing() {
    return joined;
  }

  /** Whether it has the first partition: what only one instance may do is done there. */
  boolean hasFirst() {
    return hasFirst;
  }

  /** Requests that are taken and not finished. */
  int underWay() {
    return calls.underWay();
  }

  @Override
  public void run() {
    while (closing.getCount() > 0) {
      try (var current =
          new KafkaConsumer<>(config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        StartOffsets.require(settings.bootstrapServers(), WORK);
        current.subscribe(List.of(Topics.PSP_REQUESTS.name()), new Partitions(current));
        work(current);
        calls.close();
        current.commitSync(finished(), CLOSING_TIME);
      } catch (RuntimeException e) {
        log.error("the PSP worker stopped and starts again", e);
        pause();
      } finally {
        joined = false;
        hasFirst = false;
        owned.values().forEach(PartitionWork::lose);
        owned.clear();
      }
    }
    calls.close();
  }

  /** Lets calls under way finish for a few seconds. Any thread may call it. */
  void close() {
    closing.countDown();
    handler.close();
  }

  private void work(KafkaConsumer<byte[], byte[]> current) {
    long committed = System.nanoTime();
    while (closing.getCount() > 0) {
      if (calls.underWay() >= MOST_UNDER_WAY) {
        current.pause(current.assignment());
      } else {
        current.resume(current.paused());
      }
      current.poll(POLL).forEach(this::take);
      if (System.nanoTime() - committed > COMMIT_EVERY_NANOS) {
        commit(current);
        committed = System.nanoTime();
      }
    }
  }

  private void commit(KafkaConsumer<byte[], byte[]> current) {
    Map<TopicPartition, OffsetAndMetadata> finished = finished();
    if (!finished.isEmpty()) {
      current.commitAsync(finished, this::noteCommitted);
    }
  }

  /** A commit that failed is made up for by the next. Runs within poll. */
  private void noteCommitted(
      Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
    if (failure != null) {
      log.debug("offsets were not committed: {}", failure.toString());
      return;
    }
    offsets.forEach(
        (partition, offset) -> {
          PartitionWork work = owned.get(partition);
          if (work != null) {
            work.committed(offset.offset());
          }
        });
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    PartitionWork partition = owned.get(new TopicPartition(record.topic(), record.partition()));
    if (partition == null) {
      throw new IllegalStateException("a record of a partition that is not owned: " + record);
    }
    partition.begin(record.offset());
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    calls.run(key, () -> handle(record, partition));
  }

  private void handle(ConsumerRecord<byte[], byte[]> record, PartitionWork partition) {
    long offset = record.offset();
    BooleanSupplier wanted = () -> closing.getCount() > 0 && !partition.isLost();
    try {
      handleOrBury(record, partition.isFirstSeen(offset), wanted);
      partition.finish(offset);
    } catch (InterruptedException e) {
      log.debug("offset {} is left to the next worker: {}", offset, e.getMessage());
    }
  }

  /** A surprise may not hold up every request behind it. */
  private void handleOrBury(
      ConsumerRecord<byte[], byte[]> record, boolean firstSeen, BooleanSupplier wanted)
      throws InterruptedException {
    try {
      handler.handle(record, firstSeen, wanted);
    } catch (RuntimeException e) {
      handler.bury(record, e, wanted);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> finished() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    owned.forEach(
        (partition, work) ->
            work.news().ifPresent(done -> offsets.put(partition, new OffsetAndMetadata(done))));
    return offsets;
  }

  private void pause() {
    try {
      var _ = closing.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, GROUP);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    // Room for one poll's records beyond the most that are under way.
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    if (settings.instanceId() != null) {
      config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
    }
    return config;
  }

  /** Keeps account of the partitions that come and go. Runs within poll. */
  private final class Partitions implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;

    Partitions(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      for (TopicPartition each : partitions) {
        long position = consumer.position(each);
        owned.put(each, new PartitionWork(position, ends.getOrDefault(each, Long.MAX_VALUE)));
      }
      hasFirst = owned.containsKey(FIRST);
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      consumer.commitSync(finished(), CLOSING_TIME);
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition each : partitions) {
        PartitionWork work = owned.remove(each);
        if (work != null) {
          work.lose();
        }
      }
      hasFirst = owned.containsKey(FIRST);
    }
  }
}
