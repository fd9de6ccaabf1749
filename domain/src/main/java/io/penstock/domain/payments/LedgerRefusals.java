package io.penstock.domain.payments;

import io.penstock.schemas.TransferOutcome;
import java.util.Set;

/** What a refused post or void says of its hold. */
final class LedgerRefusals {
  private static final String POSTED = "pending_transfer_already_posted";
  private static final String EXPIRED = "pending_transfer_expired";
  private static final Set<String> NOTHING_IS_HELD =
      Set.of(EXPIRED, "pending_transfer_already_voided", "pending_transfer_not_found");

  private LedgerRefusals() {}

  /** The hold ended without a post: nothing is held, and nothing was paid. */
  static boolean meansReleased(TransferOutcome outcome) {
    return NOTHING_IS_HELD.contains(String.valueOf(outcome.getFailureCode()));
  }

  static boolean meansExpired(TransferOutcome outcome) {
    return EXPIRED.equals(outcome.getFailureCode());
  }

  /** The hold was paid out. */
  static boolean meansPosted(TransferOutcome outcome) {
    return POSTED.equals(outcome.getFailureCode());
  }
}
