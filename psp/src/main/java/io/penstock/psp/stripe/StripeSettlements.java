package io.penstock.psp.stripe;

import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.BalanceTransactionSource;
import com.stripe.model.Charge;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.service.V1Services;
import io.penstock.psp.connector.SettlementPage;
import io.penstock.schemas.SettlementLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what was settled from the movements of our balance at Stripe. */
record StripeSettlements(V1Services stripe) {
  private static final long PAGE = 100L;

  /** Payments, refunds, and refunds that came back; not payouts, Stripe's invoices and the like. */
  private static final Set<String> TYPES =
      Set.of("charge", "payment", "refund", "payment_refund", "refund_failure");

  SettlementPage page(Instant from, Instant to, @Nullable String cursor) throws StripeException {
    var params =
        BalanceTransactionListParams.builder()
            .setCreated(
                BalanceTransactionListParams.Created.builder()
                    .setGte(from.getEpochSecond())
                    .setLt(to.getEpochSecond())
                    .build())
            .setLimit(PAGE)
            .addExpand("data.source");
    if (cursor != null) {
      params.setStartingAfter(cursor);
    }
    StripeCollection<BalanceTransaction> page = stripe.balanceTransactions().list(params.build());
    List<BalanceTransaction> all = page.getData();
    boolean more = Boolean.TRUE.equals(page.getHasMore()) && !all.isEmpty();
    return new SettlementPage(
        all.stream()
            .filter(each -> TYPES.contains(each.getType()))
            .map(StripeSettlements::entry)
            .toList(),
        more ? all.getLast().getId() : null);
  }

  private static SettlementPage.Entry entry(BalanceTransaction booked) {
    boolean available = "available".equals(booked.getStatus());
    if (!available) {
      return new SettlementPage.Pending(Instant.ofEpochSecond(booked.getAvailableOn()));
    }
    try {
      return new SettlementPage.Settled(line(booked));
    } catch (StripeAmounts.InexactAmountException e) {
      return new SettlementPage.Unreadable(booked.getId(), "its amount is " + e.getMessage());
    }
  }

  private static SettlementLine line(BalanceTransaction booked) {
    Map<String, String> metadata = metadata(booked.getSourceObject());
    return SettlementLine.newBuilder()
        .setLineId(booked.getId())
        .setPsp(StripeConnector.NAME)
        .setPspReference(booked.getSource())
        .setPaymentId(OurReferences.paymentId(metadata))
        .setRefundId(OurReferences.refundId(metadata))
        .setAmountMinor(StripeAmounts.minor(booked.getAmount(), booked.getCurrency()))
        .setCurrency(StripeAmounts.code(booked.getCurrency()))
        .setFeeMinor(StripeAmounts.minor(booked.getFee(), booked.getCurrency()))
        .setSettledAtMs(Math.multiplyExact(booked.getAvailableOn(), 1000L))
        .setSource("psp:" + StripeConnector.NAME)
        .build();
  }

  private static @Nullable Map<String, String> metadata(@Nullable BalanceTransactionSource source) {
    return switch (source) {
      case Charge charge -> charge.getMetadata();
      case Refund refund -> refund.getMetadata();
      case null, default -> null;
    };
  }
}
