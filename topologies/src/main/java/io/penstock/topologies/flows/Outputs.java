package io.penstock.topologies.flows;

import io.penstock.schemas.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Where what a flow says goes, by its type: the topics and keys of one topology. */
public final class Outputs {
  private final Map<Class<?>, Output<?>> byType = new LinkedHashMap<>();
  private final List<Topic<?>> topics = new ArrayList<>();

  private record Output<V extends SpecificRecord>(Topic<V> topic, Function<V, String> key) {
    Record<String, SpecificRecord> record(SpecificRecord value, long nowMs) {
      return new Record<>(key.apply(topic.valueType().cast(value)), value, nowMs);
    }
  }

  /** Records of this topic's type go there, under the key that is made of each. */
  public <V extends SpecificRecord> Outputs to(Topic<V> topic, Function<V, String> key) {
    byType.put(topic.valueType(), new Output<>(topic, key));
    topics.add(topic);
    return this;
  }

  /** Inputs that came to the wrong partition go there as they are. */
  public Outputs sentOn(Topic<?>... inputs) {
    topics.addAll(List.of(inputs));
    return this;
  }

  /** Ends what a processor decided in all the topics. */
  void end(KStream<String, SpecificRecord> decisions) {
    topics.forEach(topic -> topic.send(decisions));
  }

  void forward(ProcessorContext<String, SpecificRecord> context, SpecificRecord value, long nowMs) {
    Output<?> output = byType.get(value.getClass());
    if (output == null) {
      throw new IllegalStateException("no address for " + value.getSchema());
    }
    context.forward(output.record(value, nowMs), output.topic().sinkName());
  }
}
