package io.penstock.chaos.checker.books;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What must hold after every fault. */
public enum Check {
  MONEY_CONSERVED("money is conserved in each currency"),
  HOLDS_RESOLVED_ONCE("each hold is resolved at most once, none outlives its deadline"),
  ONE_OUTCOME("each acknowledged command has one outcome, the acknowledged one"),
  STATE_IS_THE_FOLD("state = fold of the topic = Postgres"),
  PAYMENTS_AGREE("payments agree with the ledger and the PSP");

  private final String meaning;

  Check(String meaning) {
    this.meaning = meaning;
  }

  /** For machines. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As a sentence for people. */
  public String meaning() {
    return meaning;
  }
}
