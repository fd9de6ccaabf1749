package io.penstock.audit;

import java.nio.ByteBuffer;

/**
 * A record that a topic holds.
 *
 * @param topic where it stands
 * @param partition of the topic
 * @param offset in the partition
 * @param bytes of the value, the five of the registry's header among them
 * @param value what they say
 */
public record Fact(
    String topic, int partition, long offset, String key, ByteBuffer bytes, Fields value) {

  /** Where to look. */
  public String place() {
    return topic + "-" + partition + " offset " + offset;
  }
}
