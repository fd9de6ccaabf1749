package io.penstock.queries;

import io.penstock.schemas.Counters;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Records;
import io.penstock.schemas.Resolution;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Facts of some time ago, of each kind that looks its own way. */
final class OlderFact {
  static final long THEN_MS = PastFacts.NOW_MS - Duration.ofDays(40).toMillis();
  private static final Counters AFTER = new Counters(7L, 0L, 400L, 0L, 1_000L, 0L);

  static {
    Records.prepare();
  }

  private OlderFact() {}

  /** One each of what may become of a transfer; all ids begin with {@code older::}. */
  static List<TransferOutcome> transfers() {
    return List.of(
        transfer("posted", TransferStatus.POSTED)
            .setCode("rent")
            .setMetadata(Map.of("order", "17", "a", "ä"))
            .setEntrySequence(3L)
            .setJournalPartition(1)
            .build(),
        transfer("split", TransferStatus.POSTED)
            .setCredits(List.of(new Credit("ben", 300L), new Credit("fees:USD", 7L)))
            .build(),
        transfer("declined", TransferStatus.DECLINED)
            .setFailureCode("insufficient_funds")
            .setFailureDetail("ann has not enough")
            .build(),
        hold("pending", TransferStatus.PENDING).build(),
        hold("part", TransferStatus.POSTED)
            .setResolution(resolution(TransferStatus.POSTED, 250, 0).build())
            .setRevision(2)
            .build(),
        hold("voided", TransferStatus.VOIDED)
            .setResolution(resolution(TransferStatus.VOIDED, 0, 0).build())
            .setRevision(2)
            .build(),
        transfer("reversed", TransferStatus.REVERSED)
            .setResolution(
                resolution(TransferStatus.REVERSED, 0, 400)
                    .setFailureCode("credit_account_not_found")
                    .build())
            .setFailureCode("credit_account_not_found")
            .setRevision(2)
            .build(),
        transfer("post", TransferStatus.POSTED)
            .setKind(TransferKind.POST)
            .setCredits(List.of())
            .setPendingId("older::part")
            .setAmountMinor(250L)
            .build());
  }

  static TransferOutcome.Builder transfer(String name, TransferStatus status) {
    return of("older::" + name, "ann", status).setDebitAccount(AFTER);
  }

  static TransferOutcome.Builder of(String id, String debit, TransferStatus status) {
    return Fact.outcome(id, debit, debit, "ben", 400, THEN_MS + 123)
        .setStatus(status)
        .setRequestId("request-" + id);
  }

  private static TransferOutcome.Builder hold(String name, TransferStatus status) {
    return transfer(name, status)
        .setKind(TransferKind.HOLD)
        .setTimeoutSeconds(86_400L)
        .setExpiresAtMs(THEN_MS + 86_400_123);
  }

  private static Resolution.Builder resolution(TransferStatus status, long posted, long reversed) {
    return Resolution.newBuilder()
        .setStatus(status)
        .setResolvedBy("later")
        .setPostedMinor(posted)
        .setReversedMinor(reversed)
        .setDebitAccount(AFTER)
        .setResolvedAtMs(THEN_MS + 5_001);
  }

  /** A card payment with everything that a payment may have. */
  static Payment card(String id) {
    Payment.Builder payment =
        PaymentFact.next(
            PaymentFact.declinedCard(id, THEN_MS + 7),
            PaymentStatus.SUCCEEDED,
            PaymentPhase.CAPTURED);
    return payment
        .setSequence(1)
        .setPayerAccountId("carla-account")
        .setFailureCode(null)
        .setFailureDetail(null)
        .setAmountCapturedMinor(1_500)
        .setAmountRefundedMinor(400)
        .setFeeMinor(45L)
        .setPspReference("pi_1")
        .setFundsHeld(true)
        .setExpiresAtMs(THEN_MS + 9)
        .build();
  }
}
