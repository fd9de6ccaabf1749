package io.penstock.app.roles.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.penstock.schemas.Topic;
import io.penstock.streams.Attempts;
import io.penstock.streams.LostOffsetsException;
import io.penstock.streams.StartOffsets;
import io.penstock.streams.StreamsSettings;
import io.penstock.streams.ThreadReplacement;
import io.penstock.topologies.ClockCheck;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one topology: from settings and a build method to a stream that heals itself. */
public final class StreamsRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaStreams streams;
  private final KafkaStreamsMetrics metrics;
  private final String application;
  private final BrokerClock clock;
  private final ThreadReplacement replacement;
  private final String bootstrapServers;
  private final StartOffsets.Work work;
  private volatile boolean failed;

  /**
   * By what it is known that a topology has worked before.
   *
   * @param output what it alone writes, with whatever it decides
   * @param store the name of one that it has had since its first record
   */
  public record Trace(Topic<?> output, String store) {
    private Set<String> state(String application) {
      return Set.of(application + "-" + store + "-changelog");
    }
  }

  /**
   * @param clock by which the topology decides
   */
  public StreamsRunner(
      Properties settings,
      Consumer<StreamsBuilder> topology,
      Trace trace,
      BrokerClock clock,
      MeterRegistry meters) {
    this.clock = clock;
    settings.put(ClockCheck.CONFIG, clock);
    StreamsBuilder builder = StreamsSettings.builder(settings);
    topology.accept(builder);
    application = settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    bootstrapServers = settings.getProperty(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG);
    // It begins where StartOffsets says, and stops where its offsets are gone.
    settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "none");
    Topology built = builder.build(settings);
    work =
        new StartOffsets.Work(
            application, inputs(built), Set.of(trace.output().name()), trace.state(application));
    streams = new KafkaStreams(built, settings, clock);
    Attempts attempts = Attempts.of(settings);
    replacement = new ThreadReplacement(application, attempts);
    streams.setUncaughtExceptionHandler(replacement);
    streams.setStateListener((now, before) -> log.info("{}: {} → {}", application, before, now));
    metrics = StreamMeters.bind(application, streams, attempts, meters);
  }

  /**
   * Begins to work as soon as the broker's time is known: no decision is made by another.
   *
   * @throws LostOffsetsException if it cannot go on where it was
   */
  public void start() {
    StartOffsets.require(bootstrapServers, work);
    clock.whenKnown(this::begin);
  }

  private void begin() {
    try {
      streams.start();
    } catch (RuntimeException e) {
      if (streams.state() == KafkaStreams.State.CREATED) {
        log.error("{} cannot begin", application, e);
        failed = true;
      }
    }
  }

  /**
   * All stores restored, all partitions at work, nothing away that it needs, by a clock that is
   * right.
   */
  public boolean isReady() {
    return streams.state() == KafkaStreams.State.RUNNING
        && !replacement.isTroubled()
        && clock.isTrusted();
  }

  /** False once it has given up. */
  public boolean isAlive() {
    KafkaStreams.State state = streams.state();
    return !failed
        && state != KafkaStreams.State.ERROR
        && state != KafkaStreams.State.PENDING_ERROR;
  }

  @Override
  public void close() {
    metrics.close();
    if (!streams.close(PATIENCE)) {
      log.warn("{} did not stop within {}", application, PATIENCE);
    }
  }

  /** Topics whose offsets are the group's own; global tables are read whole by every instance. */
  private static Set<String> inputs(Topology topology) {
    return topology.describe().subtopologies().stream()
        .flatMap(part -> part.nodes().stream())
        .filter(TopologyDescription.Source.class::isInstance)
        .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
        .collect(Collectors.toSet());
  }
}
