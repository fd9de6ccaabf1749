package io.penstock.domain.reconciliation;

import static io.penstock.schemas.ReconciliationStatus.MATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISMATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISSING_SETTLEMENT;
import static io.penstock.schemas.ReconciliationStatus.SETTLEMENT_PENDING;
import static io.penstock.schemas.ReconciliationStatus.UNEXPECTED_SETTLEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.domain.reconciliation.ReconciliationInput.ClockStruck;
import io.penstock.domain.reconciliation.ReconciliationInput.Expected;
import io.penstock.domain.reconciliation.ReconciliationInput.PaymentAtPsp;
import io.penstock.domain.reconciliation.ReconciliationInput.Reported;
import io.penstock.domain.reconciliation.ReconciliationInput.Unclaimed;
import io.penstock.schemas.Credit;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReconciliationTest {
  private static final ReconciliationRules RULES =
      new ReconciliationRules(
          Duration.ofMillis(80), Duration.ofMillis(20), Duration.ofMillis(5), FeeTolerance.DEFAULT);

  private final List<ReconciliationResult> told = new ArrayList<>();
  private final List<TransferCommand> booked = new ArrayList<>();
  private @Nullable ReconciliationCase state;
  private long nowMs = 1_000;

  private void when(ReconciliationInput input) {
    CaseDecision decision = Reconciliation.decide(state, input, RULES, nowMs);
    state = decision.after();
    booked.addAll(decision.bookings());
    if (decision.told() != null) {
      told.add(decision.told());
    }
  }

  private void expect(long amountMinor, @Nullable Long feeMinor) {
    when(
        new Expected(
            new PaymentAtPsp("p", "stripe", "USD"),
            null,
            "settle",
            "ch",
            amountMinor,
            feeMinor,
            nowMs));
  }

  private void report(@Nullable String lineId, long amountMinor, long feeMinor) {
    report(lineId, amountMinor, "USD", feeMinor);
  }

  private void report(@Nullable String lineId, long amountMinor, String currency, long feeMinor) {
    when(new Reported(line(lineId, amountMinor, currency, feeMinor), "p", null));
  }

  private static SettlementLine line(
      @Nullable String lineId, long amountMinor, String currency, long feeMinor) {
    return SettlementLine.newBuilder()
        .setLineId(lineId)
        .setAmountMinor(amountMinor)
        .setCurrency(currency)
        .setFeeMinor(feeMinor)
        .setSettledAtMs(7)
        .build();
  }

  private ReconciliationResult last() {
    return told.getLast();
  }

  @Test
  void tellsNothingWhereNothingChanges() {
    expect(100, 3L);
    report("l", 100, 3);

    expect(200, 9L);
    report("l", 500, 9);
    when(new ClockStruck());

    assertThat(told)
        .extracting(ReconciliationResult::getStatus)
        .containsExactly(SETTLEMENT_PENDING, MATCHED);
  }

  @Test
  void namesTheGravestDifferenceFirst() {
    expect(1_000, 50L);

    report("a", 999, 70);

    assertThat(last().getStatus()).isEqualTo(MISMATCHED);
    assertThat(last().getMismatches())
        .containsExactly(new Mismatch("amount", "1000", "999"), new Mismatch("fee", "50", "70"));
    assertThat(last().getDetail())
        .isEqualTo("amount: expected 1000, got 999; fee: expected 50, got 70");
  }

  @Test
  void doesNotCompareSumsOfTwoCurrencies() {
    expect(1_000, 50L);

    report("a", 900, "EUR", 0);

    assertThat(last().getMismatches()).containsExactly(new Mismatch("currency", "USD", "EUR"));
  }

  @Test
  void aSupersedingLineThatIsDoubledIsDoubled() {
    expect(1_000, 50L);
    report("a", 999, 50);
    report("b", 1_000, 50);

    report("c", 1_000, 50);

    assertThat(last().getMismatches()).containsExactly(new Mismatch("lines", "1", "2"));
    assertThat(last().getLines()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "a", "a-", "-a", "--", "-a-a-", "a-a--a"})
  void linesThatSayTheSameUnderOneIdOrNoneAreOne(String ids) {
    expect(1_000, 50L);

    ids.chars().forEach(id -> report(id == '-' ? null : "a", 1_000, 50));

    assertThat(last().getStatus()).isEqualTo(MATCHED);
    assertThat(last().getLines()).isEqualTo(1);
    assertThat(last().getVersion()).isEqualTo(2);
    assertThat(booked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "-ab", "a-b", "ab-", "-ab-ba-"})
  void linesThatSayTheSameUnderTwoIdsAreTwo(String ids) {
    expect(1_000, 50L);

    ids.chars().forEach(id -> report(id == '-' ? null : String.valueOf((char) id), 1_000, 50));

    assertThat(last().getMismatches()).containsExactly(new Mismatch("lines", "1", "2"));
    assertThat(last().getLines()).isEqualTo(2);
  }

  @Test
  void anOldReportDoesNotUndoItsCorrection() {
    expect(1_000, 50L);
    report("a", 999, 50);
    report(null, 1_000, 50);

    report(null, 999, 50);
    report("a", 999, 50);

    assertThat(last().getStatus()).isEqualTo(MATCHED);
    assertThat(last().getLines()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"1001, USD, 50", "1000, EUR, 50", "1000, USD, 51", "-1000, USD, 50"})
  void aLineThatSaysAnythingElseIsAnother(long amountMinor, String currency, long feeMinor) {
    expect(1_000, 50L);
    report("a", 1_000, 50);

    report(null, amountMinor, currency, feeMinor);

    assertThat(last().getLines()).isEqualTo(2);
  }

  @Test
  void aLineThatWaitsForItsPaymentIsKnownAndTakesItsId() {
    when(new Unclaimed("ch", line(null, 1_000, "USD", 50), null));
    when(new Unclaimed("ch", line("a", 1_000, "USD", 50), null));
    when(new Unclaimed("ch", line(null, 1_000, "USD", 50), null));

    assertThat(Objects.requireNonNull(state).getWaiting())
        .extracting(SettlementLine::getLineId)
        .containsExactly("a");
  }

  @Test
  void aCaseOfAnEarlierVersionKnowsItsLatestLine() {
    expect(1_000, 50L);
    report("a", 1_000, 50);
    state = ReconciliationCase.newBuilder(state).setSums(List.of()).build();

    report(null, 1_000, 50);

    assertThat(last().getStatus()).isEqualTo(MATCHED);
  }

  @Test
  void takesAnyFeeThatNobodyNamed() {
    expect(1_000, null);

    report("a", 1_000, 77);

    assertThat(last().getStatus()).isEqualTo(MATCHED);
    assertThat(booked)
        .extracting(TransferCommand::getCredits)
        .containsExactly(
            List.of(new Credit("psp:stripe:USD", 923L)),
            List.of(new Credit("psp:stripe:USD", 77L)));
  }

  @Test
  void booksNoLegOfZero() {
    expect(1_000, 0L);

    report("a", 1_000, 0);

    assertThat(booked).extracting(TransferCommand::getTransferId).containsExactly("p::settle");
  }

  @Test
  void adjustsAgainWhenACorrectionNamesAnotherFee() {
    expect(1_000, 50L);
    report("a", 1_000, 51);
    report("b", 1_000, 49);

    assertThat(booked)
        .extracting(
            TransferCommand::getTransferId,
            TransferCommand::getDebitAccountId,
            transfer -> transfer.getCredits().getFirst().getAmountMinor())
        .contains(tuple("p::settle-adj1", "fees:USD", 1L), tuple("p::settle-adj2", "world:USD", 2L))
        .hasSize(4);
  }

  @Test
  void undoesNoBookingOfACaseThatComesToMismatch() {
    expect(1_000, 50L);
    report("a", 1_000, 50);
    report("b", 900, 50);
    report("c", 1_000, 50);

    assertThat(told)
        .extracting(ReconciliationResult::getStatus)
        .containsExactly(SETTLEMENT_PENDING, MATCHED, MISMATCHED, MATCHED);
    assertThat(booked).hasSize(2);
  }

  @Test
  void callsNothingMissingBeforeTheClockDoes() {
    nowMs = 1_000;
    expect(1_000, 50L);
    nowMs = 1_099;
    when(new ClockStruck());
    assertThat(last().getStatus()).isEqualTo(SETTLEMENT_PENDING);

    nowMs = 1_100;
    when(new ClockStruck());

    assertThat(last().getStatus()).isEqualTo(MISSING_SETTLEMENT);
    assertThat(last().getPreviousStatus()).isEqualTo(SETTLEMENT_PENDING);
  }

  @Test
  void aLineIsUnexpectedUntilItsPaymentTurnsUp() {
    report("a", 1_000, 50);
    assertThat(told).isEmpty();
    nowMs += 5;
    when(new ClockStruck());
    assertThat(last().getStatus()).isEqualTo(UNEXPECTED_SETTLEMENT);

    expect(1_000, 50L);

    assertThat(last().getStatus()).isEqualTo(MATCHED);
    assertThat(last().getVersion()).isEqualTo(2);
    assertThat(booked).hasSize(2);
  }

  @Test
  void aCaseTakesSoManyLinesAndNoMore() {
    expect(1_000, 50L);
    for (int i = 0; i < CaseDraft.MOST_LINES; i++) {
      report("line-" + i, 1_000, 50);
    }

    assertThatThrownBy(() -> report("one-more", 1_000, 50))
        .isInstanceOf(InvalidLineException.class);
    assertThat(Objects.requireNonNull(state).getResult().getLines())
        .isEqualTo(CaseDraft.MOST_LINES);
  }
}
