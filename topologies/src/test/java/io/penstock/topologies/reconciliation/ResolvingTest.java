package io.penstock.topologies.reconciliation;

import static io.penstock.schemas.ReconciliationStatus.MISMATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISSING_SETTLEMENT;
import static io.penstock.schemas.ReconciliationStatus.RESOLVED;
import static io.penstock.schemas.ReconciliationStatus.SETTLEMENT_PENDING;
import static io.penstock.schemas.ReconciliationStatus.UNEXPECTED_SETTLEMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ResolutionBooking;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people decide about cases that do not match, from the topic door to the ledger's. */
class ResolvingTest {
  private static final Duration WINDOW_AND_GRACE = Duration.ofSeconds(10);

  private final ReconciliationScenario psp = new ReconciliationScenario();
  private final CardPayment payment = psp.payment("pay-1", 1_000, 59);

  @AfterEach
  void close() {
    psp.close();
  }

  private static ResolutionCommand.Builder resolve(String caseId, ResolutionBooking booking) {
    return ResolutionCommand.newBuilder()
        .setCaseId(caseId)
        .setCommandId("c1")
        .setRequestId("r1")
        .setReason("written off")
        .setActor("alice@example.com")
        .setBooking(booking);
  }

  @Test
  void aMissingSettlementIsResolvedOnceHoweverOftenItIsAsked() {
    psp.when(payment.succeeded()).after(WINDOW_AND_GRACE);

    psp.when(resolve("pay-1", ResolutionBooking.FEE))
        .when(resolve("pay-1", ResolutionBooking.FEE).setRequestId("r2"));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISSING_SETTLEMENT, RESOLVED);
    assertThat(psp.moved()).isEqualTo(Map.of("psp:stripe:USD", 1_000L, "fees:USD", -1_000L));
    assertThat(psp.summaries()).containsExactly("RESOLVED USD stripe: 1 of 1000");
    assertThat(psp.answer().getRequestId()).isEqualTo("r2");
    assertThat(psp.answer().getRepeated()).isTrue();
    assertThat(psp.answer().getResolution())
        .isEqualTo(psp.latest("pay-1").getResolutions().getFirst());
    assertThat(psp.answer().getResolution().getTransferIds()).containsExactly("pay-1::settle-r1d");
  }

  @Test
  void aLateLineOpensAResolvedCaseAndBooksNothing() {
    psp.when(payment.succeeded())
        .after(WINDOW_AND_GRACE)
        .when(resolve("pay-1", ResolutionBooking.SUSPENSE));

    psp.when(payment.line()).when(payment.line());

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISSING_SETTLEMENT, RESOLVED, MISMATCHED);
    assertThat(psp.latest("pay-1").getMismatches())
        .containsExactly(new Mismatch("resolution", "nothing more", "line line-pay-1"));
    assertThat(psp.transfers()).hasSize(1);

    psp.when(resolve("pay-1", ResolutionBooking.SUSPENSE).setCommandId("c2"));

    assertThat(psp.moved())
        .isEqualTo(
            Map.of(
                "psp:stripe:USD",
                1_000L,
                "world:USD",
                -941L,
                "fees:USD",
                -59L,
                "suspense:USD",
                0L));
  }

  @Test
  void whatWasBookedWithoutItsPaymentIsNotBookedWithItAgain() {
    psp.when(payment.line())
        .after(Duration.ofSeconds(3))
        .when(resolve("ch_pay-1", ResolutionBooking.SUSPENSE));
    assertThat(psp.transfers()).hasSize(3);

    psp.when(payment.succeeded())
        .when(payment.line())
        .when(payment.line().setLineId(null))
        .when(payment.line().setLineId(null).setPaymentId("pay-1"));

    assertThat(psp.transfers()).hasSize(3);
    psp.thenStatuses("ch_pay-1", UNEXPECTED_SETTLEMENT, RESOLVED, MISMATCHED);
    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISMATCHED, MISMATCHED);
    assertThat(psp.latest("pay-1").getResolutions()).hasSize(1);
  }

  @Test
  void whateverNamesItThePaymentTakesLinesOfWhichNothingWasBooked() {
    psp.when(payment.line())
        .after(Duration.ofSeconds(3))
        .when(resolve("ch_pay-1", ResolutionBooking.NONE))
        .when(payment.succeeded());

    assertThat(psp.summaries()).containsExactly("MATCHED USD stripe: 1 of 1000");
    assertThat(psp.transfers()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'why', 'alice\n', resolution_malformed",
    "'card 4242 4242 4242 4242', alice, card_number_refused",
    "'why', alice, reconciliation_not_found"
  })
  void aCommandThatCannotBeCarriedOutIsRefused(String reason, String actor, String code) {
    psp.when(resolve("nobody", ResolutionBooking.NONE).setReason(reason).setActor(actor));

    assertThat(psp.answer().getFailureCode()).isEqualTo(code);
    assertThat(psp.answer().toString()).doesNotContain("4242");
    assertThat(psp.harness.sent(Topics.SETTLEMENT_MATCHING).toString()).doesNotContain("4242");
  }

  @Test
  void aCardNumberInPlaceOfACaseIsNotRepeated() {
    psp.when(resolve("4242424242424242", ResolutionBooking.NONE));

    assertThat(psp.harness.sent(Topics.RECONCILIATION_OUTCOMES)).isEmpty();
  }
}
