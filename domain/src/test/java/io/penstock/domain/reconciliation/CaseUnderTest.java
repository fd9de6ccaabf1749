package io.penstock.domain.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.reconciliation.ReconciliationInput.ClockStruck;
import io.penstock.domain.reconciliation.ReconciliationInput.Commanded;
import io.penstock.domain.reconciliation.ReconciliationInput.Expected;
import io.penstock.domain.reconciliation.ReconciliationInput.PaymentAtPsp;
import io.penstock.domain.reconciliation.ReconciliationInput.Reported;
import io.penstock.domain.reconciliation.ReconciliationInput.Unclaimed;
import io.penstock.schemas.Credit;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.ReconciliationStatus;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One case, what was told of it, and what it has booked. */
final class CaseUnderTest {
  private static final ReconciliationRules RULES =
      new ReconciliationRules(
          Duration.ofMillis(80), Duration.ofMillis(20), Duration.ofMillis(5), FeeTolerance.DEFAULT);
  private static final String[] CURRENCIES = {"USD", "USD", "USD", "EUR"};

  final List<ReconciliationResult> told = new ArrayList<>();
  final List<TransferCommand> booked = new ArrayList<>();
  final List<ReconciliationSummary> counted = new ArrayList<>();
  @Nullable String pspName = "stripe";

  private final String caseId;
  private @Nullable ReconciliationCase state;
  private long nowMs = 1_000;

  CaseUnderTest(String caseId) {
    this.caseId = caseId;
  }

  CaseDecision when(ReconciliationInput input) {
    CaseDecision decision = Reconciliation.decide(state, input, RULES, nowMs);
    state = decision.after();
    booked.addAll(decision.bookings());
    counted.addAll(decision.counted());
    if (decision.told() != null) {
      told.add(decision.told());
    }
    return decision;
  }

  ResolutionOutcome resolve(String commandId, ResolutionBooking booking) {
    ResolutionCommand command = command(caseId, commandId, booking).build();
    return Objects.requireNonNull(when(new Commanded(command)).answer());
  }

  static ResolutionCommand.Builder command(
      String caseId, String commandId, ResolutionBooking booking) {
    return ResolutionCommand.newBuilder()
        .setCaseId(caseId)
        .setCommandId(commandId)
        .setReason("the bank says so")
        .setActor("alice")
        .setBooking(booking);
  }

  CaseUnderTest expect(long amountMinor, @Nullable Long feeMinor) {
    var payment = new PaymentAtPsp("p", "stripe", "USD");
    when(new Expected(payment, null, "settle", "ch", amountMinor, feeMinor, nowMs));
    return this;
  }

  CaseUnderTest report(@Nullable String lineId, long amountMinor, long feeMinor) {
    return report(lineId, amountMinor, "USD", feeMinor);
  }

  CaseUnderTest report(@Nullable String lineId, long amountMinor, String currency, long feeMinor) {
    when(new Reported(line(lineId, amountMinor, currency, feeMinor), "p", null));
    return this;
  }

  CaseUnderTest unclaimed(@Nullable String lineId, long amountMinor, long feeMinor) {
    when(new Unclaimed("ch", line(lineId, amountMinor, "USD", feeMinor), null));
    return this;
  }

  private SettlementLine line(
      @Nullable String lineId, long amountMinor, String currency, long feeMinor) {
    return SettlementLine.newBuilder()
        .setLineId(lineId)
        .setPsp(pspName)
        .setPspReference("ch")
        .setAmountMinor(amountMinor)
        .setCurrency(currency)
        .setFeeMinor(feeMinor)
        .setSettledAtMs(7)
        .build();
  }

  CaseUnderTest untilMissing() {
    nowMs += 100;
    when(new ClockStruck());
    return this;
  }

  CaseUnderTest untilUnexpected() {
    nowMs += 5;
    when(new ClockStruck());
    return this;
  }

  /** Something that may happen to a case of a payment. */
  void happens(Random random, int step) {
    switch (random.nextInt(5)) {
      case 0 -> expect(random.nextInt(2_000) - 500, (long) random.nextInt(60));
      case 1 -> untilMissing();
      case 2 -> report("line-" + step, 1_000, 50);
      default ->
          report(
              "line-" + step,
              random.nextInt(2_000) - 500,
              CURRENCIES[random.nextInt(CURRENCIES.length)],
              random.nextInt(60));
    }
  }

  ReconciliationResult last() {
    return told.getLast();
  }

  ReconciliationStatus status() {
    return last().getStatus();
  }

  /** Credits less debits of each account. */
  Map<String, Long> moved() {
    Map<String, Long> moved = new TreeMap<>();
    for (TransferCommand transfer : booked) {
      for (Credit credit : transfer.getCredits()) {
        moved.merge(credit.getAccountId(), credit.getAmountMinor(), Math::addExact);
        moved.merge(transfer.getDebitAccountId(), -credit.getAmountMinor(), Math::addExact);
      }
    }
    return moved;
  }

  /** The capture or refund had taken the expected sum from the PSP's account in its currency. */
  void thenThePspIsEven() {
    Long expected = last().getExpectedAmountMinor();
    assertThat(moved().getOrDefault("psp:stripe:USD", 0L))
        .isEqualTo(expected == null ? 0 : expected);
    assertThat(moved().getOrDefault("psp:stripe:EUR", 0L)).isZero();
    String currency = last().getReportedCurrency();
    if (currency != null && state != null) {
      long arrived =
          state.getAlike() * (last().getReportedAmountMinor() - last().getReportedFeeMinor());
      assertThat(moved().getOrDefault("world:" + currency, 0L)).isEqualTo(-arrived);
    }
  }
}
