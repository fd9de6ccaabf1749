package io.penstock.sinks.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that will never become rows.
 *
 * @param source as it came
 * @param reason why not
 */
public record Rejected(ConsumerRecord<byte[], byte[]> source, Exception reason) {}
