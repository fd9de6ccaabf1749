package io.penstock.app;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * What every role of a process shares.
 *
 * @param roles that the process plays
 * @param config the settings
 * @param meters where it shows its metrics
 * @param partitions of all topics, as the broker has them
 */
record Surroundings(
    List<RoleName> roles, PenstockConfig config, MeterRegistry meters, int partitions) {}
