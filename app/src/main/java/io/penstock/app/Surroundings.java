package io.penstock.app;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What every role of a process shares.
 *
 * @param config the settings
 * @param meters where it shows its metrics
 * @param partitions of all topics, as the broker has them
 */
record Surroundings(PenstockConfig config, MeterRegistry meters, int partitions) {}
