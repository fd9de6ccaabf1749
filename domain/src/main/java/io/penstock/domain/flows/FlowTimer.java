package io.penstock.domain.flows;

/**
 * Wakes a flow up. A timer is never stopped: a flow that needs it no more ignores it.
 *
 * @param purpose what for, without '#'
 * @param dueMs when, milliseconds since 1970-01-01T00:00:00Z; it comes up to a second later
 */
public record FlowTimer(String purpose, long dueMs) {}
