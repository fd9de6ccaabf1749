package io.penstock.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.penstock.schemas.streams.Attempts;
import io.penstock.schemas.streams.StreamsSettings;
import io.penstock.schemas.streams.ThreadReplacement;
import io.penstock.topologies.ClockCheck;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one topology: from settings and a build method to a stream that heals itself. */
final class StreamsRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final KafkaStreams streams;
  private final KafkaStreamsMetrics metrics;
  private final String application;
  private final BrokerClock clock;
  private final ThreadReplacement replacement;

  /**
   * @param clock by which the topology decides
   */
  StreamsRunner(
      Properties settings,
      Consumer<StreamsBuilder> topology,
      BrokerClock clock,
      MeterRegistry meters) {
    this.clock = clock;
    settings.put(ClockCheck.CONFIG, clock);
    StreamsBuilder builder = StreamsSettings.builder(settings);
    topology.accept(builder);
    application = settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    streams = new KafkaStreams(builder.build(settings), settings, clock);
    Attempts attempts = Attempts.of(settings);
    replacement = new ThreadReplacement(application, attempts);
    streams.setUncaughtExceptionHandler(replacement);
    streams.setStateListener((now, before) -> log.info("{}: {} → {}", application, before, now));
    metrics = new KafkaStreamsMetrics(streams, List.of(Tag.of("application", application)));
    metrics.bindTo(meters);
    StreamMeters.bind(application, attempts, meters);
  }

  /** As soon as the broker's time is known: no decision is made by another. */
  void start() {
    clock.whenKnown(streams::start);
  }

  /**
   * All stores restored, all partitions at work, nothing away that it needs, by a clock that is
   * right.
   */
  boolean isReady() {
    return streams.state() == KafkaStreams.State.RUNNING
        && !replacement.isTroubled()
        && clock.isTrusted();
  }

  /** False once it has given up. */
  boolean isAlive() {
    KafkaStreams.State state = streams.state();
    return state != KafkaStreams.State.ERROR && state != KafkaStreams.State.PENDING_ERROR;
  }

  @Override
  public void close() {
    metrics.close();
    if (!streams.close(PATIENCE)) {
      log.warn("{} did not stop within {}", application, PATIENCE);
    }
  }
}
