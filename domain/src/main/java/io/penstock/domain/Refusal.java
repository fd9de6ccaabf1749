package io.penstock.domain;

import io.penstock.domain.FailureCode.OtherContent;
import org.jspecify.annotations.Nullable;

/**
 * Why something is not done.
 *
 * @param detail the reason as a sentence for people
 * @param credit which credit of a transfer is at fault, counted from 0; null: none of them
 */
public record Refusal(FailureCode reason, String detail, @Nullable Integer credit) {
  /** The code as clients see it. */
  public String code() {
    return reason.code();
  }

  /** An id that stands for something else already. */
  public static Refusal alreadyUsed(String field) {
    return new Refusal(
        new OtherContent(field),
        "the id was used before with another " + field + "; use a new id",
        null);
  }

  /** What another partition, or an earlier time, has refused. */
  public static Refusal told(String code, String detail) {
    return new Refusal(FailureCode.of(code), detail, null);
  }
}
