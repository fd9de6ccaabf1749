package io.penstock.domain;

/**
 * Why something is not done.
 *
 * @param code stable, snake_case
 * @param detail the reason as a sentence for people
 */
public record Refusal(String code, String detail) {}
