package io.penstock.sinks;

/**
 * How a batch moves a partition's offset.
 *
 * @param from what Postgres is expected to hold: the first record not written yet
 * @param to what it shall hold after the batch
 */
record OffsetStep(long from, long to) {}
