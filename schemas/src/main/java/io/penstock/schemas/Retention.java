package io.penstock.schemas;

import java.time.Duration;

/**
 * How long Penstock remembers what has ended. What is still open is never forgotten, and neither
 * are the journal and the accounts.
 *
 * @param ids of transfers, account commands and HTTP requests, from when they were resolved: a
 *     command with a forgotten id is a new one
 * @param history of payments, refunds and reconciliation cases, from their last change: what is
 *     older is only in Postgres, and can no longer be refunded
 */
public record Retention(Duration ids, Duration history) {
  /** A flow asks for its transfers again for a week: their ids must still be known then. */
  public static final Duration SHORTEST = Duration.ofDays(8);

  /** Where nobody asks for another. */
  public static final Retention DEFAULT = new Retention(Duration.ofDays(30), Duration.ofDays(400));

  /** No fraud rule looks back further. */
  public static final Duration LONGEST_FRAUD_WINDOW = Duration.ofDays(31);

  /**
   * What topics keep longer than the stores that are fed from them or feed them: clocks differ, and
   * the broker deletes by whole segments anyway.
   */
  public static final Duration MARGIN = Duration.ofDays(1);

  public Retention {
    if (ids.compareTo(SHORTEST) < 0 || history.compareTo(ids) < 0) {
      throw new IllegalArgumentException(
          "ids must be remembered for %d days, and history as long as ids"
              .formatted(SHORTEST.toDays()));
    }
  }
}
