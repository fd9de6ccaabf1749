package io.penstock.psp.stripe;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundListParams;
import com.stripe.service.V1Services;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds out what became of an earlier call. */
record StripeLookUps(V1Services stripe) {
  private static final String CHARGE = "latest_charge.balance_transaction";

  /** Our clock and Stripe's may differ. */
  private static final long CLOCKS_APART_SECONDS = 600;

  /** A payment is found by the search within a minute, within an hour when Stripe has trouble. */
  private static final Duration SEARCH_LAGS = Duration.ofHours(1);

  /** What is listed at most to find a payment that the search does not know. */
  private static final int MOST_LISTED = 10_000;

  private static final long PAGE = 100L;

  PspAnswer lookUp(PspRequest request) throws StripeException {
    PspOperation operation = request.getLookedUp();
    if (operation == null || operation == PspOperation.LOOK_UP) {
      return PspAnswer.of(PspStatus.UNKNOWN, null, "The look-up does not say of what");
    }
    try {
      Optional<PaymentIntent> intent = find(request);
      return intent.isEmpty()
          ? PspAnswer.of(PspStatus.NOT_FOUND, null, "No such payment")
          : state(operation, intent.get(), request);
    } catch (UndecidedException e) {
      return PspAnswer.of(PspStatus.UNKNOWN, null, e.getMessage());
    }
  }

  /** How an operation stands, by the state of its payment. */
  PspAnswer state(PspOperation operation, PaymentIntent intent, PspRequest request)
      throws StripeException {
    return switch (operation) {
      case AUTHORIZE -> authorization(intent);
      case CAPTURE -> StripeAnswers.ofCapture(intent);
      case CANCEL -> StripeAnswers.ofCancel(intent);
      case REFUND -> refund(intent, request);
      case LOOK_UP -> throw new IllegalArgumentException("a look-up of a look-up");
    };
  }

  /** The payment at Stripe, as it stands now. */
  Optional<PaymentIntent> find(PspRequest request) throws StripeException {
    String known = request.getPspReference();
    if (known != null) {
      return Optional.of(retrieve(known));
    }
    Optional<List<PaymentIntent>> searched = search(request);
    Optional<String> found = best(searched.orElse(List.of()));
    if (found.isEmpty() && !(searched.isPresent() && isKnownToTheSearch(request))) {
      found = best(sinceTheCall(request));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(retrieve(found.get()));
  }

  /**
   * A soft decline is not the end, since further attempts may have followed it. The same request,
   * made again, is answered by Stripe as it was the first time, attempt by attempt.
   */
  private static PspAnswer authorization(PaymentIntent intent) {
    PspAnswer answer = StripeAnswers.ofAuthorization(intent);
    return answer.isSoftDecline()
        ? PspAnswer.of(PspStatus.NOT_FOUND, null, "Maybe not the last attempt")
        : answer;
  }

  private PspAnswer refund(PaymentIntent intent, PspRequest request) throws StripeException {
    String known = request.getPspRefundReference();
    if (known != null) {
      return StripeAnswers.ofRefund(stripe.refunds().retrieve(known));
    }
    RefundListParams ofPayment =
        RefundListParams.builder().setPaymentIntent(intent.getId()).setLimit(PAGE).build();
    for (Refund refund : stripe.refunds().list(ofPayment).autoPagingIterable()) {
      String ours = OurReferences.refundId(refund.getMetadata());
      if (ours != null && ours.equals(request.getRefundId())) {
        return StripeAnswers.ofRefund(refund);
      }
    }
    return PspAnswer.of(PspStatus.NOT_FOUND, null, "No such refund").about(intent.getId());
  }

  private PaymentIntent retrieve(String reference) throws StripeException {
    return stripe
        .paymentIntents()
        .retrieve(reference, PaymentIntentRetrieveParams.builder().addExpand(CHARGE).build());
  }

  /** Empty where this account cannot search. */
  private Optional<List<PaymentIntent>> search(PspRequest request) throws StripeException {
    String id = request.getPaymentId().replace("\\", "\\\\").replace("'", "\\'");
    String query = "metadata['" + OurReferences.PAYMENT_ID + "']:'" + id + "'";
    try {
      return Optional.of(
          stripe
              .paymentIntents()
              .search(PaymentIntentSearchParams.builder().setQuery(query).setLimit(PAGE).build())
              .getData());
    } catch (InvalidRequestException e) {
      // Stripe has no search for accounts of some countries.
      return Optional.empty();
    }
  }

  private static boolean isKnownToTheSearch(PspRequest request) {
    return request.getRequestedAtMs() - PspAnswer.calledAtMs(request) > SEARCH_LAGS.toMillis();
  }

  /**
   * The search knows a payment only after a while, an hour at worst, and not for accounts of every
   * country; the list knows it at once. What is looked for was made at the time of its call or
   * later: the question itself may be days younger.
   *
   * @throws UndecidedException if there are too many to tell that it is not there
   */
  private List<PaymentIntent> sinceTheCall(PspRequest request) throws StripeException {
    long since = PspAnswer.calledAtMs(request) / 1000 - CLOCKS_APART_SECONDS;
    PaymentIntentListParams params =
        PaymentIntentListParams.builder()
            .setCreated(PaymentIntentListParams.Created.builder().setGte(since).build())
            .setLimit(PAGE)
            .build();
    List<PaymentIntent> found = new ArrayList<>();
    int listed = 0;
    for (PaymentIntent each : stripe.paymentIntents().list(params).autoPagingIterable()) {
      if (isOf(request, each)) {
        found.add(each);
      }
      listed++;
      if (listed == MOST_LISTED && found.isEmpty()) {
        throw new UndecidedException();
      }
    }
    return found;
  }

  /** Neither found nor certainly absent. */
  private static final class UndecidedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndecidedException() {
      super("not among the " + MOST_LISTED + " newest payments, and this account has no search");
    }
  }

  private static boolean isOf(PspRequest request, PaymentIntent intent) {
    return request.getPaymentId().equals(OurReferences.paymentId(intent.getMetadata()));
  }

  /** Of several attempts the one that went furthest, then the latest. */
  private static Optional<String> best(List<PaymentIntent> attempts) {
    return attempts.stream()
        .max(
            Comparator.comparingInt((PaymentIntent each) -> isHeld(each) ? 1 : 0)
                .thenComparingLong(PaymentIntent::getCreated))
        .map(PaymentIntent::getId);
  }

  private static boolean isHeld(PaymentIntent intent) {
    return switch (intent.getStatus()) {
      case "requires_capture", "succeeded", "processing" -> true;
      default -> false;
    };
  }
}
