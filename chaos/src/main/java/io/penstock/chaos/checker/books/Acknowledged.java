package io.penstock.chaos.checker.books;

import org.jspecify.annotations.Nullable;

/**
 * Something that a client was promised.
 *
 * @param operation that it asked for
 * @param status what the answer said, as the topics spell it; null: taken, not decided
 * @param by how it was promised: {@code HTTP 201}, {@code transfers.requested-1 offset 7}
 */
public record Acknowledged(Operation operation, @Nullable String status, String by) {}
