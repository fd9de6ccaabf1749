package io.penstock.sinks.records;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is to become rows.
 *
 * @param source as it came
 * @param value what it says
 */
public record Fact(ConsumerRecord<byte[], byte[]> source, SpecificRecord value) {}
