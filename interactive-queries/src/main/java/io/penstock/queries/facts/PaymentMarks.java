package io.penstock.queries.facts;

import io.penstock.queries.facts.ConsistencyToken.Mark;
import io.penstock.queries.facts.ConsistencyToken.RefundMark;
import io.penstock.queries.store.PaymentAnswer;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Payment;
import io.penstock.schemas.Refund;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The consistency tokens of answers about payments: also what their transfers advanced. */
public final class PaymentMarks {
  /** A payment knows of a transfer from the topic that the views read, too: it is here or close. */
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private static final String HOLD = Ids.STEP + "hold";
  private static final String BOOK = Ids.STEP + "book";
  private static final String REFUND = Ids.STEP + "r";
  private static final int DECIDED = 1;
  private static final int RESOLVED = 2;

  private final CommittedFacts facts;

  public PaymentMarks(CommittedFacts facts) {
    this.facts = facts;
  }

  public ConsistencyToken of(PaymentAnswer answer) {
    List<Mark> marks = new ArrayList<>();
    answer
        .payment()
        .ifPresent(
            payment -> {
              marks.addAll(ConsistencyToken.of(payment).marks());
              answer
                  .refund()
                  .ifPresentOrElse(
                      refund -> marks.addAll(of(payment, refund)),
                      () -> marks.addAll(ofTransfer(payment)));
            });
    return new ConsistencyToken(marks);
  }

  private List<Mark> of(Payment payment, Refund refund) {
    List<Mark> marks = new ArrayList<>();
    marks.add(new RefundMark(refund.getRefundId(), payment.getPaymentId(), refund.getVersion()));
    marks.addAll(
        transfer(payment.getPaymentId() + REFUND + refund.getNumber(), DECIDED, Duration.ZERO));
    return marks;
  }

  /** The transfer that took the payment's money. */
  private List<Mark> ofTransfer(Payment payment) {
    String id = payment.getPaymentId();
    boolean isBooked = payment.getCapturedAtMs() != null;
    return switch (payment.getCreation().getFunding()) {
      case WALLET -> {
        if (isBooked) {
          yield transfer(id + HOLD, RESOLVED, PATIENCE);
        }
        yield transfer(id + HOLD, DECIDED, payment.getFundsHeld() ? PATIENCE : Duration.ZERO);
      }
      case CARD -> isBooked ? transfer(id + BOOK, DECIDED, PATIENCE) : List.of();
    };
  }

  private List<Mark> transfer(String transferId, int revision, Duration patience) {
    return facts
        .transfer(transferId, revision, patience)
        .map(found -> ConsistencyToken.of(found).marks())
        .orElse(List.of());
  }
}
