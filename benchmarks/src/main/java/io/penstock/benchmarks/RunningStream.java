package io.penstock.benchmarks;

import io.penstock.streams.StreamsSettings;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;

/** A topology that runs until closed. */
final class RunningStream implements AutoCloseable {
  private final KafkaStreams streams;

  private RunningStream(KafkaStreams streams) {
    this.streams = streams;
  }

  static RunningStream start(Properties settings, Consumer<StreamsBuilder> build) {
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
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the topology started", e);
    }
    return new RunningStream(streams);
  }

  @Override
  public void close() {
    streams.close(Duration.ofSeconds(20));
  }
}
