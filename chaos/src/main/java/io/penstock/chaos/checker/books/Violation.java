package io.penstock.chaos.checker.books;

/**
 * Something that must never be.
 *
 * @param check that found it
 * @param what is wrong
 * @param where topic, partition and offset, or the row or address
 */
public record Violation(Check check, String what, String where) {
  @Override
  public String toString() {
    return check + ": " + what + " (" + where + ")";
  }
}
