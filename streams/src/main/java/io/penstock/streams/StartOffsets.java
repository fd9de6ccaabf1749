package io.penstock.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes sure that a group that moves money reads each record once: on its first start it is told to
 * begin at the beginning, and never again. Its consumers reset nothing by themselves ({@code
 * auto.offset.reset=none}); an offset that is gone later stops it before anything is read
 * (docs/adr/0034).
 */
public final class StartOffsets {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MS = 50;

  private final String bootstrapServers;
  private final Work work;
  private final Admin admin;

  private StartOffsets(String bootstrapServers, Work work, Admin admin) {
    this.bootstrapServers = bootstrapServers;
    this.work = work;
    this.admin = admin;
  }

  /**
   * What a group does.
   *
   * @param group its id
   * @param inputs topics that it reads
   * @param outputs topics that it alone writes: a record there shows that it has worked before
   * @param state topics that hold its state and exist since its first record
   */
  public record Work(String group, Set<String> inputs, Set<String> outputs, Set<String> state) {
    public Work {
      inputs = Set.copyOf(inputs);
      outputs = Set.copyOf(outputs);
      state = Set.copyOf(state);
    }
  }

  /**
   * Returns when the group has an offset for every partition of its inputs, and each of them is of
   * a record that Kafka still has, or of the next to come.
   *
   * @throws LostOffsetsException if it has worked before and they are gone, or its state is
   * @throws KafkaException if Kafka does not answer
   */
  public static void require(String bootstrapServers, Work work) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      new StartOffsets(bootstrapServers, work, admin).require();
    }
  }

  private void require() {
    Set<TopicPartition> inputs = partitions(work.inputs());
    Map<TopicPartition, Long> committed = committed();
    if (!committed.keySet().containsAll(inputs)) {
      committed = beginOnce(inputs);
    }
    requireReadable(inputs, committed);
    requireState();
  }

  /**
   * Commits the beginning for what has no offset. A transaction whose id all instances share makes
   * this safe: who comes later sees what the earlier wrote, or shuts it out.
   */
  private Map<TopicPartition, Long> beginOnce(Set<TopicPartition> inputs) {
    // Most likely another instance begins at this moment, and the broker has shut this one out, in
    // one of several words: what the other wrote will be seen, or is written again.
    return patiently(() -> begin(inputs), failure -> !isForbidden(failure));
  }

  private static <T> T patiently(Supplier<T> attempt, Predicate<KafkaException> mayPass) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return attempt.get();
      } catch (KafkaException e) {
        if (!mayPass.test(e) || System.nanoTime() > deadline) {
          throw e;
        }
        pause();
      }
    }
  }

  private static boolean isForbidden(KafkaException e) {
    return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
        .anyMatch(AuthorizationException.class::isInstance);
  }

  private Map<TopicPartition, Long> begin(Set<TopicPartition> inputs) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, work.group() + "-first-start");
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      Map<TopicPartition, Long> committed = new HashMap<>(committed());
      Map<TopicPartition, OffsetAndMetadata> begin = beginnings(inputs, committed);
      if (!begin.isEmpty()) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(begin, outsider());
        producer.commitTransaction();
        begin.forEach((partition, offset) -> committed.put(partition, offset.offset()));
      }
      return committed;
    }
  }

  /** The group as one sees it who is not a member. */
  private ConsumerGroupMetadata outsider() {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            work.group());
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.groupMetadata();
    }
  }

  /** On a first start all of it is to be read; later only what nobody has ever written to. */
  private Map<TopicPartition, OffsetAndMetadata> beginnings(
      Set<TopicPartition> inputs, Map<TopicPartition, Long> committed) {
    Set<TopicPartition> missing = new HashSet<>(inputs);
    missing.removeAll(committed.keySet());
    if (!committed.isEmpty() || hasWorked()) {
      Map<TopicPartition, Long> ends = offsets(missing, OffsetSpec.latest());
      List<TopicPartition> lost =
          missing.stream().filter(partition -> ends.getOrDefault(partition, 0L) > 0).toList();
      if (!lost.isEmpty()) {
        throw new LostOffsetsException(
            "%s has worked before, but its offsets of %s are gone; read again from the start, they would move money twice: nothing is read"
                .formatted(work.group(), lost));
      }
    }
    Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
    offsets(missing, OffsetSpec.earliest())
        .forEach((partition, offset) -> begin.put(partition, new OffsetAndMetadata(offset)));
    return begin;
  }

  private boolean hasWorked() {
    return hasWritten() || !existing(work.state()).isEmpty();
  }

  private boolean hasWritten() {
    return offsets(partitions(work.outputs()), OffsetSpec.latest()).values().stream()
        .anyMatch(end -> end > 0);
  }

  private void requireReadable(Set<TopicPartition> inputs, Map<TopicPartition, Long> committed) {
    Map<TopicPartition, Long> begins = offsets(inputs, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(inputs, OffsetSpec.latest());
    for (TopicPartition input : inputs) {
      long offset = committed.getOrDefault(input, 0L);
      long begin = begins.getOrDefault(input, 0L);
      long end = ends.getOrDefault(input, Long.MAX_VALUE);
      if (offset < begin || offset > end) {
        throw new LostOffsetsException(
            "%s is to go on at offset %d of %s, but Kafka has only %d to %d: nothing is read"
                .formatted(work.group(), offset, input, begin, end));
      }
    }
  }

  private void requireState() {
    Set<String> missing = new HashSet<>(work.state());
    missing.removeAll(existing(work.state()));
    if (!missing.isEmpty() && hasWritten()) {
      throw new LostOffsetsException(
          "%s has worked before, but its state is gone: there is no topic %s; nothing is read"
              .formatted(work.group(), missing));
    }
  }

  private Map<TopicPartition, Long> committed() {
    var options = new ListConsumerGroupOffsetsOptions().requireStable(false);
    Map<TopicPartition, OffsetAndMetadata> listed =
        get(
            () ->
                admin
                    .listConsumerGroupOffsets(work.group(), options)
                    .partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    listed.forEach(
        (partition, offset) -> {
          if (offset != null && work.inputs().contains(partition.topic())) {
            offsets.put(partition, offset.offset());
          }
        });
    return offsets;
  }

  private Set<String> existing(Set<String> topics) {
    Set<String> existing = new HashSet<>(topics);
    existing.retainAll(get(() -> admin.listTopics().names()));
    return existing;
  }

  private Set<TopicPartition> partitions(Collection<String> topics) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (TopicDescription topic :
        get(() -> admin.describeTopics(topics).allTopicNames()).values()) {
      topic
          .partitions()
          .forEach(p -> partitions.add(new TopicPartition(topic.name(), p.partition())));
    }
    return partitions;
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> found = get(() -> admin.listOffsets(asked).all());
    found.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /** A topic that has just been created may not be known everywhere. */
  private static <T> T get(Supplier<KafkaFuture<T>> question) {
    return patiently(
        () -> {
          try {
            return question.get().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          } catch (ExecutionException | TimeoutException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new KafkaException("Kafka does not tell where to begin: " + e.getMessage(), why);
          } catch (InterruptedException e) {
            throw interrupted(e);
          }
        },
        failure -> failure.getCause() instanceof RetriableException);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static KafkaException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new KafkaException("interrupted while asking where to begin", e);
  }
}
