package io.penstock.sinks;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is to become rows.
 *
 * @param source as it came
 * @param value what it says
 */
record Fact(ConsumerRecord<byte[], byte[]> source, SpecificRecord value) {}
