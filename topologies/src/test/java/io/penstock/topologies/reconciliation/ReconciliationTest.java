package io.penstock.topologies.reconciliation;

import static io.penstock.schemas.ReconciliationStatus.MATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISMATCHED;
import static io.penstock.schemas.ReconciliationStatus.MISSING_SETTLEMENT;
import static io.penstock.schemas.ReconciliationStatus.SETTLEMENT_PENDING;
import static io.penstock.schemas.ReconciliationStatus.UNEXPECTED_SETTLEMENT;
import static io.penstock.streams.stores.StoreCatalogue.COMPARED_CASES;
import static io.penstock.streams.stores.StoreCatalogue.OPEN_CASES;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.Funding;
import io.penstock.schemas.Listing;
import io.penstock.schemas.Mismatch;
import io.penstock.schemas.ReconciliationCase;
import io.penstock.schemas.Retention;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconciliationTest {
  private static final Duration WINDOW_AND_GRACE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ReconciliationScenario psp = new ReconciliationScenario();
  private final CardPayment payment = psp.payment("pay-1", 1_000, 59);

  @AfterEach
  void close() {
    psp.close();
  }

  @Test
  void waitsForTheSettlementOfACapture() {
    psp.when(payment.succeeded());

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING);
    assertThat(psp.latest("pay-1").getDueAtMs())
        .isEqualTo(payment.at().plus(WINDOW_AND_GRACE).toEpochMilli());
    assertThat(psp.harness.sent(Topics.VIEW_LISTINGS))
        .containsExactly(new Listing("reconciliation", "pay-1", payment.at().toEpochMilli()));
    assertThat(psp.transfers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ch_pay-1", "pi_pay-1", "pay-1"})
  void findsThePaymentByAnyOfItsReferences(String reference) {
    psp.when(payment.succeeded()).when(payment.line().setPspReference(reference));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.moved())
        .isEqualTo(Map.of("psp:stripe:USD", 1_000L, "world:USD", -941L, "fees:USD", -59L));
  }

  @Test
  void booksNothingOfAPaymentThatIsSettledInAnotherCurrency() {
    psp.when(payment.succeeded())
        .when(payment.line().setCurrency("EUR").setAmountMinor(921).setFeeMinor(54));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISMATCHED);
    assertThat(psp.latest("pay-1").getMismatches())
        .containsExactly(new Mismatch("currency", "USD", "EUR"));
    assertThat(psp.transfers()).isEmpty();

    psp.when(payment.line().setLineId("corrected"));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISMATCHED, MATCHED);
    assertThat(psp.moved())
        .isEqualTo(Map.of("psp:stripe:USD", 1_000L, "world:USD", -941L, "fees:USD", -59L));
  }

  @Test
  void findsThePaymentByItsOwnId() {
    psp.when(payment.succeeded()).when(payment.line().setPspReference(null).setPaymentId("pay-1"));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
  }

  @Test
  void dropsALineWithACardNumber() {
    psp.when(payment.succeeded()).when(payment.line().setLineId("4242.4242.4242.4242"));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING);
  }

  @Test
  void matchesALineThatCameBeforeItsPayment() {
    psp.when(payment.line()).when(payment.succeeded());

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.history("ch_pay-1")).isEmpty();
  }

  @Test
  void callsASettlementMissingByTheClockAlone() {
    psp.when(payment.succeeded()).after(WINDOW_AND_GRACE.minusMillis(1));
    psp.thenStatuses("pay-1", SETTLEMENT_PENDING);

    psp.after(Duration.ofSeconds(1));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISSING_SETTLEMENT);
    psp.after(WINDOW_AND_GRACE).thenStatuses("pay-1", SETTLEMENT_PENDING, MISSING_SETTLEMENT);
  }

  @Test
  void matchesALateLine() {
    psp.when(payment.succeeded()).after(WINDOW_AND_GRACE).when(payment.line());

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISSING_SETTLEMENT, MATCHED);
    assertThat(psp.transfers()).hasSize(2);
  }

  @Test
  void callsALineOfAnUnknownReferenceUnexpectedAfterSomePatience() {
    psp.when(payment.line());
    assertThat(psp.history("ch_pay-1")).isEmpty();

    psp.after(Duration.ofSeconds(3));

    psp.thenStatuses("ch_pay-1", UNEXPECTED_SETTLEMENT);
    assertThat(psp.transfers()).isEmpty();
  }

  @Test
  void comparesAnUnexpectedLineOnceItsPaymentTurnsUp() {
    psp.when(payment.line()).after(Duration.ofSeconds(3)).when(payment.succeeded());

    psp.thenStatuses("ch_pay-1", UNEXPECTED_SETTLEMENT, MATCHED);
    assertThat(psp.latest("ch_pay-1").getDetail()).endsWith("compared in case pay-1");
    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.summaries()).containsExactly("MATCHED USD stripe: 1 of 1000");
  }

  @Test
  void expectsNothingOfAWalletPayment() {
    CardPayment wallet = new CardPayment("pay-2", 500, 0, Funding.WALLET, psp.harness.now());

    psp.when(wallet.succeeded())
        .when(wallet.line().setPaymentId("pay-2"))
        .after(PATIENCE.plusSeconds(2));

    psp.thenStatuses("pay-2", UNEXPECTED_SETTLEMENT);
  }

  @Test
  void ignoresALineThatComesAgain() {
    psp.when(payment.succeeded()).when(payment.line()).when(payment.line().setAmountMinor(7));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
  }

  @Test
  void callsASecondLineOfTheSameMoneyDoubled() {
    psp.when(payment.succeeded()).when(payment.line()).when(payment.line().setLineId("again"));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED, MISMATCHED);
    assertThat(psp.latest("pay-1").getMismatches())
        .containsExactly(new Mismatch("lines", "1", "2"));
    assertThat(psp.transfers()).hasSize(2);
  }

  @Test
  void aLineThatIsFetchedAndUploadedTwiceIsOne() {
    SettlementLine.Builder uploaded = payment.line().setLineId(null).setPspReference("pi_pay-1");

    psp.when(payment.succeeded()).when(payment.line()).when(uploaded).when(uploaded);

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.latest("pay-1").getLines()).isEqualTo(1);
  }

  @Test
  void aLineThatIsUploadedBeforeItIsFetchedIsOne() {
    psp.when(payment.line().setLineId(null).setPspReference(null).setPaymentId("pay-1"))
        .when(payment.succeeded())
        .when(payment.line())
        .when(payment.line().setLineId(null));

    psp.thenStatuses("pay-1", MATCHED);
    assertThat(psp.latest("pay-1").getLines()).isEqualTo(1);
  }

  @Test
  void aRefundAndItsReturnAreNotTheSameLine() {
    psp.when(payment.succeeded())
        .when(payment.refundSucceeded("r-1", 1_000))
        .when(payment.line().setLineId(null).setFeeMinor(0))
        .when(payment.refundLine("r-1", -1_000).setLineId(null));

    assertThat(psp.latest("pay-1").getLines()).isEqualTo(1);
    psp.thenStatuses("pay-1::r-1", SETTLEMENT_PENDING, MATCHED);
  }

  @Test
  void aCorrectedLineReopensTheCase() {
    psp.when(payment.succeeded())
        .when(payment.line().setAmountMinor(999))
        .when(payment.line().setLineId("corrected"));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MISMATCHED, MATCHED);
    assertThat(psp.history("pay-1").get(1).getMismatches())
        .containsExactly(new Mismatch("amount", "1000", "999"));
    assertThat(psp.moved()).containsEntry("psp:stripe:USD", 1_000L);
  }

  @Test
  void adjustsAFeeWithinTolerance() {
    psp.when(payment.succeeded()).when(payment.line().setFeeMinor(60));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.transfers())
        .extracting(TransferCommand::getTransferId)
        .containsExactly("pay-1::settle", "pay-1::settle-fee", "pay-1::settle-adj1");
    assertThat(psp.transfers().getLast().getCode()).isEqualTo("psp_fee_adjustment");
    assertThat(psp.moved())
        .isEqualTo(Map.of("psp:stripe:USD", 1_000L, "world:USD", -940L, "fees:USD", -60L));
  }

  @Test
  void settlesARefundTheOtherWayRound() {
    psp.when(payment.refundSucceeded("r-1", 300)).when(payment.refundLine("r-1", -300));

    psp.thenStatuses("pay-1::r-1", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.moved()).isEqualTo(Map.of("psp:stripe:USD", -300L, "world:USD", 300L));
    assertThat(psp.transfers().getFirst().getTransferId()).isEqualTo("pay-1::rs1");
  }

  @Test
  void expectsWhatARefundThatWasTakenBackReturns() {
    psp.when(payment.refundSucceeded("r-1", 300)).when(payment.refundFailed("r-1", 300, true));

    psp.when(payment.refundLine("r-1", 300)).when(payment.refundLine("r-1", -300));

    psp.thenStatuses("pay-1::r-1", SETTLEMENT_PENDING, MATCHED);
    psp.thenStatuses("pay-1::r-1::return", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.moved()).isEqualTo(Map.of("psp:stripe:USD", 0L, "world:USD", 0L));
  }

  @Test
  void expectsNothingOfARefundThatFailed() {
    psp.when(payment.refundFailed("r-1", 300, false));

    assertThat(psp.harness.sent(Topics.RECONCILIATION_RESULTS)).isEmpty();
  }

  @Test
  void expectsCaptureAndRefundWhereTheLedgerCouldNotKeepTheMoney() {
    psp.when(payment.compensationStarted())
        .when(payment.line())
        .when(payment.refundLine("c", -1_000).setPaymentId("pay-1").setRefundId("pay-1::c"));

    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED);
    psp.thenStatuses("pay-1::pay-1::c", SETTLEMENT_PENDING, MATCHED);
    assertThat(psp.moved()).containsEntry("psp:stripe:USD", 0L);
  }

  @Test
  void countsResultsByStatusAndPsp() {
    psp.when(payment.succeeded()).when(payment.line());

    assertThat(
            psp.meters
                .get("penstock.reconciliation.results")
                .tags("status", "matched", "psp", "stripe")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aComparedCaseIsRememberedForTheRetentionAndThenForgotten() {
    Duration retention = Retention.DEFAULT.history();
    psp.when(payment.succeeded()).when(payment.line());
    psp.after(retention.minusHours(1)).when(payment.line().setLineId("again"));
    psp.thenStatuses("pay-1", SETTLEMENT_PENDING, MATCHED, MISMATCHED);
    assertThat(psp.harness.rows(COMPARED_CASES)).isPositive();

    for (int segment = 0; segment < 8; segment++) {
      psp.after(COMPARED_CASES.segment());
      psp.when(psp.payment("later-" + segment, 1_000, 59).succeeded())
          .after(WINDOW_AND_GRACE.plusSeconds(2));
    }

    assertThat(psp.harness.segmentsOnDisk(COMPARED_CASES)).isLessThanOrEqualTo(6);
    KeyValueStore<String, ReconciliationCase> open = psp.harness.store(OPEN_CASES.name());
    assertThat(open.approximateNumEntries()).isZero();
    psp.when(payment.line().setLineId("much later")).after(Duration.ofSeconds(2));
    assertThat(psp.latest("ch_pay-1").getStatus()).isEqualTo(UNEXPECTED_SETTLEMENT);
  }
}
