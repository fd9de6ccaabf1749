package io.penstock.topologies;

import static java.util.Objects.requireNonNull;

import io.penstock.schemas.RecordSizes;
import io.penstock.schemas.Topic;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import io.penstock.streams.Attempts;
import io.penstock.streams.stores.Store;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small table that every instance holds whole: what people set, never what grows with users. The
 * thread that reads it cannot be replaced, and it has no dead letters; so nothing that stands in
 * its topic makes it fail. What cannot be read is ignored, and the last good row stays.
 */
public final class ReferenceTable<V extends SpecificRecord>
    implements Processor<byte[], byte[], Void, Void> {
  /** Most rows: further keys are ignored. */
  public static final int MOST_ROWS = 100_000;

  /** Largest row, with its headers. */
  public static final int MOST_ROW_BYTES = 4 * 1024;

  private static final Logger log = LoggerFactory.getLogger(ReferenceTable.class);
  private static final Duration REGISTRY_AGAIN = Duration.ofSeconds(1);

  private final Topic<V> topic;
  private final Store<V> table;
  private @Nullable KeyValueStore<String, V> rows;
  private @Nullable AvroDeserializer deserializer;
  private Attempts attempts = new Attempts();

  private ReferenceTable(Topic<V> topic, Store<V> table) {
    this.topic = topic;
    this.table = table;
  }

  /** Adds a table to a topology; its processors find it under the store's name. */
  public static <V extends SpecificRecord> void add(
      StreamsBuilder builder, Topic<V> topic, Store<V> table) {
    builder.addGlobalStore(
        table.builder().withLoggingDisabled(),
        topic.name(),
        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-" + topic.name()),
        () -> new ReferenceTable<>(topic, table));
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    rows = context.getStateStore(table.name());
    deserializer = new AvroDeserializer(SchemaRegistry.from(context.appConfigs()));
    attempts = Attempts.of(context.appConfigs());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    byte[] key = record.key();
    if (key == null || key.length > RecordSizes.MOST_KEY_BYTES) {
      ignore("its key is missing or too long");
      return;
    }
    set(new String(key, StandardCharsets.UTF_8), record.headers(), record.value());
  }

  private void set(String key, Headers headers, byte @Nullable [] value) {
    KeyValueStore<String, V> known = requireNonNull(rows);
    if (value == null) {
      known.delete(key);
    } else if (value.length + RecordSizes.of(headers) > MOST_ROW_BYTES) {
      ignore("it has more than " + MOST_ROW_BYTES + " bytes");
    } else if (known.approximateNumEntries() >= MOST_ROWS && known.get(key) == null) {
      ignore("there are " + MOST_ROWS + " rows already");
    } else {
      try {
        known.put(key, read(value));
      } catch (SerializationException | ClassCastException e) {
        ignore(String.valueOf(e.getMessage()));
      }
    }
  }

  /** While the registry is away the record may be good: there is nothing to do but to wait. */
  private V read(byte[] value) {
    for (int attempt = 0; ; attempt++) {
      try {
        var row = requireNonNull(deserializer).deserialize(topic.name(), value);
        if (row == null) {
          throw new SerializationException("it says nothing");
        }
        return requireNonNull(topic.valueType().cast(row));
      } catch (RegistryUnavailableException e) {
        if (attempt % 60 == 0) {
          log.error("{} waits for the schema registry", topic.name(), e);
        }
        pause();
      }
    }
  }

  private void ignore(String reason) {
    attempts.ignored();
    log.error(
        "A record of {} is ignored, and what it would replace stays: {}", topic.name(), reason);
  }

  private static void pause() {
    try {
      Thread.sleep(REGISTRY_AGAIN);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
