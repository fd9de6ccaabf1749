package io.penstock.chaos.checker.books;

import io.penstock.audit.Defect;

/**
 * Something that must never be.
 *
 * @param check that found it
 * @param what is wrong
 * @param where topic, partition and offset, or the row or address
 */
public record Violation(Check check, String what, String where) {
  /** What is wrong with the ledger itself. */
  public static Violation of(Defect defect) {
    Check check =
        switch (defect.defect()) {
          case UNBALANCED,
              LEG_NOT_APPLIED,
              LEG_NOT_IN_JOURNAL,
              REVERSED_BEYOND_POSTED,
              REVERSAL_UNFOUNDED,
              MONEY_NOT_CONSERVED ->
              Check.MONEY_CONSERVED;
          case UNREADABLE,
              MISPLACED,
              SEQUENCE_BROKEN,
              HASH_BROKEN,
              TIME_BACKWARDS,
              VERSION_BROKEN,
              BALANCE_WRONG,
              SUM_WRONG ->
              Check.STATE_IS_THE_FOLD;
        };
    return new Violation(check, defect.defect() + ": " + defect.detail(), defect.place());
  }

  @Override
  public String toString() {
    return check + ": " + what + " (" + where + ")";
  }
}
