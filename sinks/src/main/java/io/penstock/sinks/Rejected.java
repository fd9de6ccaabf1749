package io.penstock.sinks;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that will never become rows.
 *
 * @param source as it came
 * @param reason why not
 */
record Rejected(ConsumerRecord<byte[], byte[]> source, Exception reason) {}
