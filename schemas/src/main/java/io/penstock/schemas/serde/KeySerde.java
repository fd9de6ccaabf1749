package io.penstock.schemas.serde;

import io.penstock.schemas.RecordSizes;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The default key serde of every Penstock application: text that is short enough to be a key. What
 * is not UTF-8 is read with replacement characters, which no id holds.
 */
public final class KeySerde extends Serdes.WrapperSerde<String> {

  public KeySerde() {
    super(new StringSerializer(), new Reader());
  }

  /** Refuses what is longer than any key of ours before it becomes text. */
  private static final class Reader implements Deserializer<String> {
    private final StringDeserializer text = new StringDeserializer();

    @Override
    public @Nullable String deserialize(String topic, byte @Nullable [] bytes) {
      if (bytes != null && bytes.length > RecordSizes.MOST_KEY_BYTES) {
        throw new SerializationException(
            "%s: a key of %d bytes; the longest has %d"
                .formatted(topic, bytes.length, RecordSizes.MOST_KEY_BYTES));
      }
      return text.deserialize(topic, bytes);
    }
  }
}
