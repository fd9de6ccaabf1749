package io.penstock.domain.reconciliation;

import static io.penstock.schemas.ReconciliationStatus.MATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISMATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISSING_SETTLEMENT;
import static io.penstock.schemas.ReconciliationStatus.RESOLVED;
import static io.penstock.schemas.ReconciliationStatus.UNEXPECTED_SETTLEMENT;
import static io.penstock.schemas.ResolutionBooking.FEE;
import static io.penstock.schemas.ResolutionBooking.NONE;
import static io.penstock.schemas.ResolutionBooking.SUSPENSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.domain.reconciliation.ReconciliationInput.Claimed;
import io.penstock.domain.reconciliation.ReconciliationInput.ResolvedElsewhere;
import io.penstock.schemas.CaseResolution;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationSummary;
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.ResolutionOutcome;
import io.penstock.schemas.TransferCommand;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionsTest {
  private static final List<ResolutionBooking> ANY = List.of(NONE, FEE, SUSPENSE);

  private final CaseUnderTest psp = new CaseUnderTest("p");

  @Test
  void aPersonResolvesWhatDoesNotMatch() {
    psp.expect(1_000, 50L).report("a", 999, 50);

    ResolutionOutcome answer = psp.resolve("c1", NONE);

    assertThat(answer.getFailureCode()).isNull();
    assertThat(psp.status()).isEqualTo(RESOLVED);
    assertThat(psp.last().getPreviousStatus()).isEqualTo(MISMATCHED);
    assertThat(psp.last().getDetail()).isEqualTo("resolved by alice: the bank says so");
    assertThat(psp.last().getResolutions())
        .containsExactly(answer.getResolution())
        .extracting(CaseResolution::getVersion)
        .containsExactly(psp.last().getVersion());
    assertThat(psp.booked).isEmpty();
    assertThat(psp.counted)
        .extracting(ReconciliationSummary::getStatus, ReconciliationSummary::getCount)
        .endsWith(tuple(MISMATCHED, -1L), tuple(RESOLVED, 1L));
  }

  @Test
  void whatThePspKeptMoreIsACost() {
    psp.expect(1_000, 50L).report("a", 990, 60);

    psp.resolve("c1", FEE);

    assertThat(psp.moved())
        .isEqualTo(Map.of("psp:stripe:USD", 1_000L, "world:USD", -930L, "fees:USD", -70L));
    assertThat(psp.booked)
        .extracting(TransferCommand::getTransferId)
        .containsExactly("p::settle-r1n", "p::settle-r1f", "p::settle-r1d");
    assertThat(psp.last().getResolutions().getLast().getTransferIds())
        .containsExactly("p::settle-r1n", "p::settle-r1f", "p::settle-r1d");
  }

  @Test
  void whatIsMissingWaitsInSuspense() {
    psp.expect(1_000, 50L).untilMissing();
    assertThat(psp.status()).isEqualTo(MISSING_SETTLEMENT);

    psp.resolve("c1", SUSPENSE);

    assertThat(psp.moved()).isEqualTo(Map.of("psp:stripe:USD", 1_000L, "suspense:USD", -1_000L));
  }

  @Test
  void whatCameForNobodyWaitsInSuspense() {
    psp.report("a", 1_000, 50).untilUnexpected();
    assertThat(psp.status()).isEqualTo(UNEXPECTED_SETTLEMENT);

    psp.resolve("c1", SUSPENSE);

    assertThat(psp.moved())
        .isEqualTo(
            Map.of(
                "psp:stripe:USD",
                0L,
                "world:USD",
                -950L,
                "fees:USD",
                -50L,
                "suspense:USD",
                1_000L));
    assertThat(psp.booked)
        .extracting(TransferCommand::getTransferId)
        .allMatch(id -> id.matches("case_[0-9a-f]{40}::line-r1[nfd]"));
  }

  @Test
  void whatCameTwiceIsBookedTheSecondTimeOnly() {
    psp.expect(1_000, 50L).report("a", 1_000, 50).report("b", 1_000, 50);

    psp.resolve("c1", SUSPENSE);

    assertThat(psp.moved())
        .isEqualTo(
            Map.of(
                "psp:stripe:USD", 1_000L,
                "world:USD", -1_900L,
                "fees:USD", -100L,
                "suspense:USD", 1_000L));
  }

  @Test
  void whatCameInAnotherCurrencyIsBookedInBoth() {
    psp.expect(1_000, 50L).report("a", 900, "EUR", 40);

    psp.resolve("c1", FEE);

    assertThat(psp.moved())
        .isEqualTo(
            Map.of(
                "psp:stripe:USD", 1_000L,
                "fees:USD", -1_000L,
                "psp:stripe:EUR", 0L,
                "world:EUR", -860L,
                "fees:EUR", 860L));
    assertThat(psp.booked)
        .extracting(TransferCommand::getTransferId)
        .doesNotHaveDuplicates()
        .hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(ResolutionBooking.class)
  void aRepeatChangesNothingAndIsAnsweredAlike(ResolutionBooking booking) {
    psp.expect(1_000, 50L).report("a", 990, 60);
    ResolutionOutcome first = psp.resolve("c1", booking);
    int versions = psp.told.size();
    int transfers = psp.booked.size();

    ResolutionOutcome again = psp.resolve("c1", booking);

    assertThat(again.getRepeated()).isTrue();
    assertThat(again.getResolution()).isEqualTo(first.getResolution());
    assertThat(psp.told).hasSize(versions);
    assertThat(psp.booked).hasSize(transfers);
  }

  @Test
  void aCommandsIdStandsForOneDecision() {
    psp.expect(1_000, 50L).report("a", 990, 60);
    psp.resolve("c1", NONE);

    assertThat(psp.resolve("c1", FEE).getFailureCode())
        .isEqualTo("id_already_used_with_different_booking");
    assertThat(psp.booked).isEmpty();
  }

  @Test
  void whatNeedsNobodyIsNobodysToDecide() {
    assertThat(psp.resolve("c1", NONE).getFailureCode()).isEqualTo("reconciliation_not_found");
    psp.expect(1_000, 50L);
    assertThat(psp.resolve("c1", NONE).getFailureCode()).isEqualTo("reconciliation_pending");
    psp.report("a", 1_000, 50);
    assertThat(psp.resolve("c1", NONE).getFailureCode()).isEqualTo("reconciliation_matched");
    psp.report("b", 900, 50);
    assertThat(psp.resolve("c1", NONE).getFailureCode()).isNull();
    assertThat(psp.resolve("c2", NONE).getFailureCode()).isEqualTo("reconciliation_resolved");
  }

  @Test
  void aLineThatWaitsForItsPaymentIsNoCaseYet() {
    psp.report("a", 1_000, 50);

    assertThat(psp.resolve("c1", NONE).getFailureCode()).isEqualTo("reconciliation_not_found");
  }

  @ParameterizedTest
  @CsvSource({"XYZ, stripe", "USD,"})
  void noAccountIsMadeUp(String currency, String name) {
    psp.pspName = name;
    psp.report("a", 1_000, currency, 50).untilUnexpected();

    assertThat(psp.resolve("c1", FEE).getFailureCode()).isEqualTo("booking_not_possible");
    assertThat(psp.resolve("c1", NONE).getFailureCode()).isNull();
  }

  @Test
  void noSumIsBookedThatIsBeyondALong() {
    psp.expect(1_000, 50L).report("a", Long.MAX_VALUE, 50).report("b", Long.MAX_VALUE, 50);

    assertThat(psp.resolve("c1", FEE).getFailureCode()).isEqualTo("booking_not_possible");
    assertThat(psp.booked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ResolutionBooking.class)
  void aLaterLineOpensTheCaseAgainAndBooksNothing(ResolutionBooking booking) {
    psp.expect(1_000, 50L).report("a", 990, 50);
    psp.resolve("c1", booking);
    int transfers = psp.booked.size();

    psp.report("b", 1_000, 50);

    assertThat(psp.status()).isEqualTo(MISMATCHED);
    assertThat(psp.last().getMismatches())
        .containsExactly(new Mismatch("resolution", "nothing more", "line b"));
    assertThat(psp.last().getDetail()).isEqualTo("resolution: expected nothing more, got line b");
    assertThat(psp.booked).hasSize(transfers);
    assertThat(psp.resolve("c2", FEE).getFailureCode()).isNull();
    assertThat(psp.moved())
        .containsEntry("psp:stripe:USD", 1_000L)
        .containsEntry("world:USD", -950L);
  }

  @Test
  void aLineThatIsKnownOpensNothing() {
    psp.expect(1_000, 50L).report("a", 990, 50);
    psp.resolve("c1", NONE);

    psp.report("a", 990, 50).report(null, 990, 50);

    assertThat(psp.status()).isEqualTo(RESOLVED);
  }

  @Test
  void aCaseIsResolvedSoOftenAndNoMore() {
    psp.expect(1_000, 50L).report("a", 990, 50);
    for (int i = 0; i < Resolutions.MOST; i++) {
      assertThat(psp.resolve("c" + i, NONE).getFailureCode()).isNull();
      psp.report("line-" + i, 990 - i, 50);
    }

    assertThat(psp.resolve("one-more", NONE).getFailureCode()).isEqualTo("too_many_resolutions");
  }

  @Test
  void bookedLinesAreNotHandedToTheirPayment() {
    CaseUnderTest reference = new CaseUnderTest("ch");
    reference.unclaimed("a", 1_000, 50).untilUnexpected();
    reference.resolve("c1", SUSPENSE);

    CaseDecision decision = reference.when(new Claimed("ch", "p", null));

    assertThat(reference.status()).isEqualTo(MISMATCHED);
    assertThat(decision.delivered())
        .extracting(told -> told.getStep())
        .containsExactly(MatchingStep.RESOLVED);
    assertThat(reference.when(new Claimed("ch", "p", null)).delivered()).isEmpty();

    psp.expect(1_000, 50L);
    CaseResolution resolution = decision.delivered().getFirst().getResolution();
    psp.when(new ResolvedElsewhere(resolution));
    psp.when(new ResolvedElsewhere(resolution));
    psp.report("b", 1_000, 50);

    assertThat(psp.status()).isEqualTo(MISMATCHED);
    assertThat(psp.last().getResolutions()).hasSize(1);
    assertThat(psp.booked).isEmpty();
  }

  @Test
  void linesOfWhichNothingWasBookedGoToTheirPayment() {
    CaseUnderTest reference = new CaseUnderTest("ch");
    reference.unclaimed("a", 1_000, 50).untilUnexpected();
    reference.resolve("c1", NONE);

    CaseDecision decision = reference.when(new Claimed("ch", "p", null));

    assertThat(decision.delivered())
        .extracting(told -> told.getStep())
        .containsExactly(MatchingStep.DELIVER);
    assertThat(reference.status()).isEqualTo(MATCHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a\nb", "a\u0000", "\uD800"})
  void aReasonIsALineOfText(String reason) {
    assertThat(Resolutions.malformation(command(reason, "alice"))).isEqualTo("reason");
    assertThat(Resolutions.malformation(command("why", reason))).isEqualTo("actor");
    assertThat(Resolutions.malformation(command("x".repeat(512), "y".repeat(128)))).isNull();
    assertThat(Resolutions.malformation(command("x".repeat(513), "y"))).isEqualTo("reason");
    assertThat(Resolutions.malformation(command("x", "y".repeat(129)))).isEqualTo("actor");
  }

  @Test
  void onlyWhatHasAnAnswersKeyIsACommand() {
    ResolutionCommand good = command("why", "alice");
    assertThat(Resolutions.canBeAnswered(good)).isTrue();
    assertThat(
            Resolutions.canBeAnswered(
                ResolutionCommand.newBuilder(good).setCaseId("ch_1/2 3").build()))
        .isTrue();
    for (String id : new String[] {"", "a#b", "x".repeat(139)}) {
      assertThat(
              Resolutions.canBeAnswered(ResolutionCommand.newBuilder(good).setCaseId(id).build()))
          .isFalse();
      assertThat(
              Resolutions.canBeAnswered(
                  ResolutionCommand.newBuilder(good).setCommandId(id).build()))
          .isFalse();
      assertThat(
              Resolutions.canBeAnswered(
                  ResolutionCommand.newBuilder(good).setRequestId(id).build()))
          .isFalse();
    }
  }

  private static ResolutionCommand command(String reason, String actor) {
    return CaseUnderTest.command("p", "c1", NONE).setReason(reason).setActor(actor).build();
  }

  /** Whatever came, and whatever people said of it before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsBookedAlwaysLeavesThePspEven(int seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      CaseUnderTest any = new CaseUnderTest("p");
      for (int step = 0; step < 12; step++) {
        any.happens(random, step);
        ResolutionBooking booking = ANY.get(random.nextInt(ANY.size()));
        ResolutionOutcome answer = any.resolve("c" + step, booking);
        if (answer.getFailureCode() == null && booking != NONE) {
          any.thenThePspIsEven();
        }
        int transfers = any.booked.size();
        any.resolve("c" + step, booking);
        assertThat(any.booked).hasSize(transfers);
        assertThat(any.moved().values().stream().mapToLong(Long::longValue).sum()).isZero();
      }
      assertThat(any.booked).extracting(TransferCommand::getTransferId).doesNotHaveDuplicates();
    }
  }
}
