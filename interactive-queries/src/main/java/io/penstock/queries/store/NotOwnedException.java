package io.penstock.queries.store;

/** The partition is not, or not yet, or no longer served by the instance that was asked. */
public final class NotOwnedException extends Exception {
  private static final long serialVersionUID = 1L;

  public NotOwnedException(int partition) {
    // Control flow while partitions move; nobody reads its stack.
    super("partition " + partition + " is served elsewhere", null, false, false);
  }
}
