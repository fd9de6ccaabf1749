package io.penstock.queries.facts;

import io.penstock.queries.store.PaymentAnswers;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Rows;
import io.penstock.queries.store.View;
import io.penstock.schemas.AccountOwner;
import io.penstock.schemas.Keys;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.Refund;
import io.penstock.views.PaymentAnswer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Payments, refunds and owners of accounts, wherever their partition is served. */
public final class PaymentFacts {
  /** Most accounts of one owner that are looked at. */
  private static final int MOST_ACCOUNTS = 1_000;

  /** Most payments that are told to have refunds with one id. */
  private static final int MOST_REFUNDS = 100;

  private final FactReader facts;

  public PaymentFacts(FactReader facts) {
    this.facts = facts;
  }

  /** The payment now, waited for if it is unknown. */
  public Optional<Payment> payment(String paymentId, Duration patience) {
    var question = new Question.Newest(View.PAYMENT_EVENTS, paymentId + '#', Long.MAX_VALUE, 1);
    return facts
        .first(paymentId, question, patience, PaymentEvent.class)
        .map(PaymentEvent::getPayment);
  }

  /** Events from a sequence on, oldest first. */
  public List<PaymentEvent> events(String paymentId, long from, int limit) {
    var question =
        new Question.Range(
            View.PAYMENT_EVENTS,
            Keys.version(paymentId, from),
            Keys.version(paymentId, Long.MAX_VALUE),
            limit);
    return facts.ask(paymentId, question, Duration.ZERO, PaymentEvent.class);
  }

  /** Empty where the request is not answered in time; the answer may not be at rest then. */
  public Optional<PaymentAnswer> answer(String paymentId, String requestId, Duration patience) {
    var question = new Question.PaymentAnswered(paymentId, requestId);
    return PaymentAnswers.of(facts.rows(paymentId, question, patience), facts.decoder());
  }

  /** The refunds with an id, one a payment: its id is unique for its payment only. */
  public List<Refund> refunds(String refundId) {
    var question = new Question.Refunds(refundId, MOST_REFUNDS);
    return facts.ask(refundId, question, Duration.ZERO, Refund.class);
  }

  public Optional<Refund> refund(String refundId, String paymentId) {
    String prefix = refundId + '#' + paymentId + '#';
    var question = new Question.Newest(View.REFUND_VERSIONS, prefix, Long.MAX_VALUE, 1);
    return facts.first(refundId, question, Duration.ZERO, Refund.class);
  }

  /** An owner's accounts, the one opened first in front. */
  public List<AccountOwner> accountsOf(String ownerId) {
    var question =
        new Question.Range(View.ACCOUNT_OWNERS, ownerId + '#', Rows.behind(ownerId), MOST_ACCOUNTS);
    return facts.ask(ownerId, question, Duration.ZERO, AccountOwner.class).stream()
        .sorted(
            Comparator.comparingLong(AccountOwner::getOpenedAtMs)
                .thenComparing(AccountOwner::getAccountId))
        .toList();
  }
}
