package io.penstock.app.roles.streams;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.penstock.streams.Attempts;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;

/** What went wrong in a streams application, as meters. */
public final class StreamMeters {

  private StreamMeters() {}

  /** All that Kafka Streams measures, too, until what is returned is closed. */
  public static KafkaStreamsMetrics bind(
      String application, KafkaStreams streams, Attempts attempts, MeterRegistry meters) {
    FunctionCounter.builder("penstock.stream.deaths", attempts, Attempts::deaths)
        .description("Threads that failed and were replaced")
        .tag("application", application)
        .register(meters);
    FunctionCounter.builder("penstock.stream.ignored", attempts, Attempts::ignoredRecords)
        .description("Unreadable records of merchants' terms and fraud lists")
        .tag("application", application)
        .register(meters);
    FunctionCounter.builder("penstock.stream.put.off", attempts, Attempts::putOff)
        .description("What was due, failed again and again, and was put off")
        .tag("application", application)
        .register(meters);
    var metrics = new KafkaStreamsMetrics(streams, List.of(Tag.of("application", application)));
    metrics.bindTo(meters);
    return metrics;
  }
}
