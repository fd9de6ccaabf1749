package io.penstock.app.cli.deadletters;

import io.penstock.app.settings.ConfigException;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a dead letter stands; written {@code topic:partition:offset}.
 *
 * @param topic a dead-letter topic
 */
record DeadLetterAddress(String topic, int partition, long offset)
    implements Comparable<DeadLetterAddress> {
  private static final Pattern FORM = Pattern.compile("([^:]+):([0-9]{1,9}):([0-9]{1,18})");

  private static final Comparator<DeadLetterAddress> ORDER =
      Comparator.comparing(DeadLetterAddress::topic)
          .thenComparingInt(DeadLetterAddress::partition)
          .thenComparingLong(DeadLetterAddress::offset);

  static DeadLetterAddress of(ConsumerRecord<?, ?> record) {
    return new DeadLetterAddress(record.topic(), record.partition(), record.offset());
  }

  /**
   * Reads an address.
   *
   * @throws ConfigException if the text is none
   */
  static DeadLetterAddress parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new ConfigException(
          "'%s' is no dead letter; write TOPIC:PARTITION:OFFSET as in balances.dead-letters:0:12"
              .formatted(text));
    }
    return new DeadLetterAddress(
        parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
  }

  @Override
  public int compareTo(DeadLetterAddress other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + ":" + partition + ":" + offset;
  }
}
