package io.penstock.domain;

import org.jspecify.annotations.Nullable;

/**
 * Why something is not done.
 *
 * @param code stable, snake_case
 * @param detail the reason as a sentence for people
 * @param credit which credit of a transfer is at fault, counted from 0; null: none of them
 */
public record Refusal(String code, String detail, @Nullable Integer credit) {

  /** A refusal that is about no credit. */
  public Refusal(String code, String detail) {
    this(code, detail, null);
  }

  /** An id that stands for something else already. */
  public static Refusal alreadyUsed(String field) {
    return new Refusal(
        "id_already_used_with_different_" + field,
        "the id was used before with another " + field + "; use a new id");
  }
}
