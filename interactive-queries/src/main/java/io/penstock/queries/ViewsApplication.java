package io.penstock.queries;

import io.penstock.queries.facts.ClusterViews;
import io.penstock.queries.facts.CommandAnswers;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.facts.InternalClient;
import io.penstock.queries.postgres.Archive;
import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.OwnedStores;
import io.penstock.queries.store.OwnedViews;
import io.penstock.queries.store.RowDecoder;
import io.penstock.queries.store.View;
import io.penstock.queries.store.ViewsTopology;
import io.penstock.queries.store.Waiters;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.Attempts;
import io.penstock.streams.StreamsSettings;
import io.penstock.streams.ThreadReplacement;
import io.penstock.views.CommittedViews;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of the views: it keeps tables of committed facts for some of the partitions and
 * knows who keeps the others.
 *
 * <p>It runs at least once: putting a row twice changes nothing, and under exactly-once a store
 * that is restored from its source topic can be emptied by a broker's restart (KAFKA-20416).
 */
public final class ViewsApplication implements AutoCloseable {
  /** Kafka's application id of the views. */
  public static final String APPLICATION_ID = "penstock-views";

  private static final Logger LOG = LoggerFactory.getLogger(ViewsApplication.class);
  private static final Duration LONGEST_POLL = Duration.ofMillis(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final ViewsSettings settings;
  private final OwnedViews owned;
  private final InternalClient peers = new InternalClient(Duration.ofSeconds(1));
  private final CommandAnswers facts;
  private final Archive archive;
  private final KafkaStreams streams;
  private final Attempts attempts;
  private final ThreadReplacement replacement;
  private volatile int partitions;

  public ViewsApplication(ViewsSettings settings) {
    this.settings = settings;
    archive = new Archive(settings.postgresUrl());
    OwnedStores stores = new OwnedStores();
    Waiters waiters = new Waiters();
    RowDecoder decoder = new RowDecoder(SchemaRegistry.at(settings.registryUrl()));
    Properties configuration = configuration(settings);
    attempts = Attempts.of(configuration);
    replacement = new ThreadReplacement(APPLICATION_ID, attempts);
    streams =
        new KafkaStreams(ViewsTopology.build(stores, waiters, settings.retention()), configuration);
    streams.setUncaughtExceptionHandler(this::onFailure);
    owned = new OwnedViews(stores, waiters, decoder);
    HostInfo here = new HostInfo(settings.host(), settings.port());
    ClusterViews cluster = new ClusterViews(owned, peers, here, streams, this::partitions);
    facts = new CommandAnswers(cluster, decoder, archive::transfers, archive::known);
  }

  /**
   * Starts to read; returns before the stores are restored.
   *
   * @throws IllegalStateException if a topic is missing, or not all have the same number of
   *     partitions
   */
  public void start() {
    partitions = countPartitions();
    streams.start();
  }

  /** Whether every partition that this instance was given is restored and served. */
  public boolean isReady() {
    return streams.state() == KafkaStreams.State.RUNNING && !replacement.isTroubled();
  }

  /** What failed, for metrics. */
  public Attempts attempts() {
    return attempts;
  }

  /** For metrics and the state of threads. */
  public KafkaStreams kafkaStreams() {
    return streams;
  }

  /** Stops and hands its partitions to the other instances at once. */
  @Override
  public void close() {
    boolean closed =
        streams.close(
            CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
    if (!closed) {
      LOG.warn("The views did not stop within {}", CLOSE_TIMEOUT);
    }
    peers.close();
    archive.close();
  }

  private StreamThreadExceptionResponse onFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FencedInstanceIdException) {
        // Two with one name would throw each other out for ever.
        LOG.error("Another instance is called {}, too: this one stops", settings.instanceId());
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      }
    }
    return replacement.handle(failure);
  }

  public CommittedFacts facts() {
    return facts;
  }

  /**
   * What the door of this very process asks, without HTTP between: that costs as much as a payment.
   */
  public CommittedViews answers() {
    return facts;
  }

  public Archive archive() {
    return archive;
  }

  public OwnedViews owned() {
    return owned;
  }

  private int partitions() {
    int known = partitions;
    if (known == 0) {
      throw NotReadyException.moving();
    }
    return known;
  }

  private int countPartitions() {
    List<String> topics = Arrays.stream(View.values()).map(view -> view.topic().name()).toList();
    Properties admin = new Properties();
    admin.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    try (Admin client = Admin.create(admin)) {
      Set<Integer> counts =
          client.describeTopics(topics).allTopicNames().get().values().stream()
              .map(topic -> topic.partitions().size())
              .collect(Collectors.toSet());
      if (counts.size() != 1) {
        throw new IllegalStateException(
            "the views need the same number of partitions in " + topics + ", found " + counts);
      }
      return counts.iterator().next();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the views cannot describe " + topics, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Properties configuration(ViewsSettings settings) {
    Properties config =
        StreamsSettings.of(APPLICATION_ID, settings.registryUrl(), Topics.VIEWS_DEAD_LETTERS);
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    config.put(StreamsConfig.APPLICATION_SERVER_CONFIG, settings.host() + ":" + settings.port());
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    config.put(StreamsConfig.POLL_MS_CONFIG, LONGEST_POLL.toMillis());
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Duration.ofSeconds(1).toMillis());
    config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    config.put(
        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
        "read_committed");
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        settings.instanceId());
    config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    return config;
  }
}
