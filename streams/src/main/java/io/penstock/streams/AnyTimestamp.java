package io.penstock.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes records of any time. Kafka Streams' own ways with a record without a time are to stop or to
 * skip it; no rule here goes by a record's time, so it passes for one of its partition's latest.
 */
public final class AnyTimestamp implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() >= 0 ? record.timestamp() : Math.max(partitionTime, 0);
  }
}
