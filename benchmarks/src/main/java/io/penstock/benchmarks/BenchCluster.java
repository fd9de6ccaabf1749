package io.penstock.benchmarks;

import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroSerializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.StreamsSettings;
import io.penstock.topologies.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker of its own with the catalogue's topics, on which topologies run and clients send on one
 * thread and count committed results on another.
 */
final class BenchCluster implements AutoCloseable {
  static final SchemaRegistry REGISTRY = SchemaRegistry.at("memory://benchmark");

  private static final Logger log = LoggerFactory.getLogger(BenchCluster.class);
  private static final String PACED = "paced-";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Workload work;
  private final Path directory;
  private final EmbeddedKafka kafka;
  private final KafkaProducer<String, SpecificRecord> commands;

  /**
   * @param directory an empty one, for the broker and the state
   * @param more topics beside the catalogue's
   */
  BenchCluster(Workload work, Path directory, String... more) {
    this.work = work;
    this.directory = directory;
    this.kafka = EmbeddedKafka.start(directory.resolve("kafka"), "localhost", 0);
    this.commands = producer(new StringSerializer(), new AvroSerializer(REGISTRY));
    List<NewTopic> topics = new ArrayList<>();
    Topics.ALL.forEach(topic -> topics.add(topic.creation(work.partitions(), (short) 1)));
    Topics.DEAD_LETTERS.forEach(name -> topics.add(Topics.deadLetters(name, (short) 1)));
    for (String name : more) {
      topics.add(new NewTopic(name, work.partitions(), (short) 1));
    }
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
      admin.createTopics(topics).all().get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("topics cannot be created", e);
    }
  }

  <K, V> KafkaProducer<K, V> producer(Serializer<K> keys, Serializer<V> values) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG,
            2,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 * 1024,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4"),
        keys,
        values);
  }

  /** How a topology runs here. */
  Properties settings(String applicationId, String deadLetters) {
    return new TopologySettings(
            kafka.bootstrapServers(),
            "memory://benchmark",
            directory.resolve("state"),
            work.threads(),
            0,
            (short) 1,
            work.commitIntervalMs(),
            10_000,
            null)
        .properties(applicationId, deadLetters);
  }

  /** Starts a topology, which runs until closed. */
  static KafkaStreams start(Properties settings, Consumer<StreamsBuilder> build) {
    StreamsBuilder builder = StreamsSettings.builder(settings);
    build.accept(builder);
    KafkaStreams streams = new KafkaStreams(builder.build(settings), settings);
    CountDownLatch running = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
        });
    streams.start();
    try {
      if (!running.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the topology did not start within a minute");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return streams;
  }

  void send(ProducerRecord<String, SpecificRecord> command) {
    send(commands, command);
  }

  /** A record that cannot be sent shows as one that is never committed. */
  static <K, V> void send(KafkaProducer<K, V> producer, ProducerRecord<K, V> record) {
    var _ =
        producer.send(
            record,
            (_, failure) -> {
              if (failure != null) {
                log.error("not sent: {}", record.key(), failure);
              }
            });
  }

  /** Opens the wallets and gives them money. */
  void openAccounts(Traffic traffic) {
    int accounts = traffic.accounts();
    var _ = timed(Topics.ACCOUNT_OUTCOMES, accounts, i -> send(traffic.opening(i)));
    var _ = timed(Topics.TRANSFER_OUTCOMES, accounts, i -> send(traffic.funding(i)));
  }

  /** Results a second, from the first send to the last committed result. */
  long timed(Topic<?> topic, int records, IntConsumer send) {
    return timed(topic.name(), records, send, _ -> true);
  }

  /**
   * The same where not every record of the topic is a result.
   *
   * @param isResult counts a record
   */
  long timed(
      String topic,
      int records,
      IntConsumer send,
      Predicate<ConsumerRecord<String, byte[]>> isResult) {
    long start = System.nanoTime();
    count(topic, records, () -> IntStream.range(0, records).forEach(send), isResult);
    return Math.round(records / ((System.nanoTime() - start) / 1e9));
  }

  /** The whole workload as fast as it goes; ids begin with the name of the run. */
  long flood(
      Topic<?> topic,
      String run,
      BiFunction<String, Random, ProducerRecord<String, SpecificRecord>> command,
      Predicate<ConsumerRecord<String, byte[]>> isResult) {
    Random random = new Random(work.seed());
    return timed(
        topic.name(), work.transfers(), i -> send(command.apply(run + "-" + i, random)), isResult);
  }

  /** Sends at an even rate and notes how long each command takes to its committed result. */
  Percentiles paced(
      Topic<?> topic,
      long rate,
      int seconds,
      BiFunction<String, Random, ProducerRecord<String, SpecificRecord>> command,
      Predicate<ConsumerRecord<String, byte[]>> isResult) {
    Random random = new Random(work.seed());
    int records = Math.toIntExact(rate * seconds);
    long[] sent = new long[records];
    long[] took = new long[records];
    Runnable sender =
        () -> {
          long start = System.nanoTime();
          for (int i = 0; i < records; i++) {
            // From when it was due: a sender that falls behind must not flatter.
            sent[i] = awaitTurn(start, i, rate);
            send(command.apply(PACED + i, random));
          }
        };
    count(
        topic.name(),
        records,
        sender,
        result -> {
          boolean isOne = isResult.test(result);
          if (isOne) {
            String key = result.key();
            int number = Integer.parseInt(key.substring(PACED.length(), key.indexOf('#')));
            took[number] = System.nanoTime() - sent[number];
          }
          return isOne;
        });
    return Percentiles.of(took);
  }

  private static long awaitTurn(long start, int number, long rate) {
    long due = start + number * 1_000_000_000L / rate;
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return due;
  }

  /** Sends, and reads on from the topic's end until so many results came, as a client does. */
  private void count(
      String topic,
      int results,
      Runnable sender,
      Predicate<ConsumerRecord<String, byte[]>> isResult) {
    try (var consumer = consumer(topic)) {
      Thread thread = Thread.ofPlatform().start(sender);
      int seen = 0;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (seen < results) {
        var batch = consumer.poll(Duration.ofMillis(20));
        for (ConsumerRecord<String, byte[]> record : batch) {
          seen += isResult.test(record) ? 1 : 0;
        }
        if (!batch.isEmpty()) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new IllegalStateException("only " + seen + " of " + results + " were committed");
        }
      }
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private KafkaConsumer<String, byte[]> consumer(String topic) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, work.partitions())
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position);
    return consumer;
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  @Override
  public void close() {
    commands.close();
    kafka.close();
  }
}
