package io.penstock.chaos;

/**
 * One fault of a schedule.
 *
 * @param kind what is done
 * @param target to which of several; taken modulo their number
 * @param afterMs milliseconds of undisturbed load before it
 * @param lastsMs milliseconds until it is undone
 * @param salt from which further choices follow
 */
public record Fault(FaultKind kind, int target, long afterMs, long lastsMs, long salt) {}
