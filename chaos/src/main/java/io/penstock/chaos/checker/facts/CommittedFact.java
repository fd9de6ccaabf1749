package io.penstock.chaos.checker.facts;

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
public record CommittedFact(
    String topic, int partition, long offset, ByteBuffer bytes, Fields value) {

  /** Where to look. */
  public String place() {
    return topic + "-" + partition + " offset " + offset;
  }
}
