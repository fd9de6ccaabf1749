package io.penstock.app.topics;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes commands, credits on their way, requests and results once every reader that the catalogue
 * names has read and committed them, and they were kept a while to be looked at. Kafka itself knows
 * no readers: a retention in days would lose the money that travels to an engine that is down
 * longer. Harmless where several processes do it.
 */
public final class ReadRecords implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadRecords.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final Duration BEHIND = Duration.ofHours(1);

  private final Admin admin;
  private final Clock clock;
  private final Duration kept;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("read-records").factory());

  /**
   * @param kept how long what was read stays
   */
  ReadRecords(Admin admin, Clock clock, Duration kept) {
    this.admin = admin;
    this.clock = clock;
    this.kept = kept;
  }

  /** Does so now and then, and tells who is behind. */
  public static ReadRecords start(PenstockConfig config) {
    Admin admin =
        Admin.create(Map.of("bootstrap.servers", config.get(Setting.KAFKA_BOOTSTRAP_SERVERS)));
    Duration kept = config.seconds(Setting.KEEP_READ_SECONDS);
    ReadRecords records = new ReadRecords(admin, Clock.systemUTC(), kept);
    var _ =
        records.schedule.scheduleWithFixedDelay(
            records::look, 1, INTERVAL.toMinutes(), TimeUnit.MINUTES);
    return records;
  }

  private void look() {
    try {
      for (Behind behind : deleteOnce()) {
        LOG.atWarn()
            .addKeyValue("reader", behind.reader())
            .addKeyValue("topic", behind.topic())
            .log("a reader has left records unread for more than an hour; they are kept for it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      LOG.warn("what was read could not be deleted; it is tried again in 10 minutes", e);
    }
  }

  @Override
  public void close() {
    schedule.shutdownNow();
    admin.close(Duration.ofSeconds(5));
  }

  /** A reader that has left records of a topic unread for longer than an hour. */
  record Behind(String reader, String topic) {}

  /**
   * Looks once at every such topic.
   *
   * @return who is behind; nothing that they have not read was deleted
   */
  Set<Behind> deleteOnce() throws ExecutionException, InterruptedException {
    Map<String, Set<String>> readers =
        Topics.ALL.stream()
            .filter(topic -> topic.cleanup() == Topic.Cleanup.DELETED_ONCE_READ)
            .collect(toMap(Topic::name, topic -> Set.copyOf(topic.readers())));
    List<TopicPartition> all = partitions(readers.keySet());
    Map<TopicPartition, Long> first = offsets(all, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(all, OffsetSpec.latest());
    // Behind the last record may be markers of transactions, which no reader commits.
    Map<TopicPartition, Long> newest = offsets(all, OffsetSpec.maxTimestamp());
    newest.replaceAll((_, offset) -> offset + 1);
    Map<TopicPartition, Long> young = notOlderThan(kept, end);
    Map<TopicPartition, Long> overdue = notOlderThan(BEHIND, newest);
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = committed(readers.values());

    Set<Behind> behind = new HashSet<>();
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    for (TopicPartition partition : all) {
      long start = offset(first, partition);
      long bound = offset(young, partition);
      for (String reader : readers.getOrDefault(partition.topic(), Set.of())) {
        OffsetAndMetadata position = committed.getOrDefault(reader, Map.of()).get(partition);
        long read = position == null ? start : position.offset();
        bound = Math.min(bound, read);
        if (read < offset(overdue, partition)) {
          behind.add(new Behind(reader, partition.topic()));
        }
      }
      if (bound > start) {
        deletions.put(partition, RecordsToDelete.beforeOffset(bound));
      }
    }
    admin.deleteRecords(deletions).all().get();
    return behind;
  }

  private List<TopicPartition> partitions(Set<String> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition())))
        .toList();
  }

  private Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(
      Collection<Set<String>> readers) throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
    for (String reader : readers.stream().flatMap(Set::stream).distinct().toList()) {
      committed.put(
          reader, admin.listConsumerGroupOffsets(reader).partitionsToOffsetAndMetadata().get());
    }
    return committed;
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return requireNonNull(offsets.get(partition));
  }

  /** The first record of that age or younger; another offset where there is none. */
  private Map<TopicPartition, Long> notOlderThan(Duration age, Map<TopicPartition, Long> otherwise)
      throws ExecutionException, InterruptedException {
    long since = clock.millis() - age.toMillis();
    Map<TopicPartition, Long> found = offsets(otherwise.keySet(), OffsetSpec.forTimestamp(since));
    found.replaceAll((partition, at) -> at >= 0 ? at : otherwise.get(partition));
    return found;
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        admin.listOffsets(asked).all().get().entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }
}
