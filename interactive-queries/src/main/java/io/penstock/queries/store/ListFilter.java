package io.penstock.queries.store;

import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationResult;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which of the listed things are wanted. A condition that is null or empty lets everything pass.
 *
 * @param statuses names of the states of payments or cases, one of which is wanted
 * @param merchantId who is paid
 * @param payer whom a verdict is about
 * @param decision name of a verdict's decision
 * @param psp of a reconciliation case
 */
public record ListFilter(
    List<String> statuses,
    @Nullable String merchantId,
    @Nullable String payer,
    @Nullable String decision,
    @Nullable String psp) {
  static final ListFilter NONE = new ListFilter(List.of(), null, null, null, null);

  public static ListFilter ofPayments(List<String> statuses, @Nullable String merchantId) {
    return new ListFilter(statuses, merchantId, null, null, null);
  }

  public static ListFilter ofVerdicts(@Nullable String payer, @Nullable String decision) {
    return new ListFilter(List.of(), null, payer, decision, null);
  }

  public static ListFilter ofCases(List<String> statuses, @Nullable String psp) {
    return new ListFilter(statuses, null, null, null, psp);
  }

  boolean accepts(SpecificRecord state) {
    return switch (state) {
      case PaymentEvent event -> event.getPayment() != null && accepts(event.getPayment());
      case FraudVerdict verdict -> accepts(verdict);
      case ReconciliationResult result ->
          isWanted(result.getStatus()) && isWanted(psp, result.getPsp());
      default -> false;
    };
  }

  private boolean accepts(Payment payment) {
    return isWanted(payment.getStatus())
        && isWanted(merchantId, payment.getCreation().getMerchantId());
  }

  private boolean accepts(FraudVerdict verdict) {
    return isWanted(decision, verdict.getDecision().name())
        && (payer == null || verdict.getSubjectType() == FraudSubject.PAYER)
        && isWanted(payer, verdict.getSubjectId());
  }

  private boolean isWanted(Enum<?> status) {
    return statuses.isEmpty() || statuses.contains(status.name());
  }

  private static boolean isWanted(@Nullable String wanted, @Nullable String found) {
    return wanted == null || wanted.equals(found);
  }
}
