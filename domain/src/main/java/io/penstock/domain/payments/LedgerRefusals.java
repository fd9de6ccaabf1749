package io.penstock.domain.payments;

import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_ALREADY_POSTED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_ALREADY_VOIDED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_EXPIRED;
import static io.penstock.domain.RefusalCode.PENDING_TRANSFER_NOT_FOUND;

import io.penstock.domain.RefusalCode;
import io.penstock.schemas.TransferOutcome;
import java.util.stream.Stream;

/** What a refused post or void says of its hold. */
final class LedgerRefusals {

  private LedgerRefusals() {}

  /** The hold ended without a post: nothing is held, and nothing was paid. */
  static boolean meansReleased(TransferOutcome outcome) {
    return Stream.of(
            PENDING_TRANSFER_EXPIRED, PENDING_TRANSFER_ALREADY_VOIDED, PENDING_TRANSFER_NOT_FOUND)
        .anyMatch(code -> is(outcome, code));
  }

  static boolean meansExpired(TransferOutcome outcome) {
    return is(outcome, PENDING_TRANSFER_EXPIRED);
  }

  /** The hold was paid out. */
  static boolean meansPosted(TransferOutcome outcome) {
    return is(outcome, PENDING_TRANSFER_ALREADY_POSTED);
  }

  private static boolean is(TransferOutcome outcome, RefusalCode code) {
    return code.code().equals(outcome.getFailureCode());
  }
}
