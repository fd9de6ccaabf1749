package io.penstock.chaos.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Check;
import io.penstock.chaos.checker.books.Operation;
import io.penstock.chaos.checker.books.Violation;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.TransferKind;
import io.penstock.schemas.TransferStatus;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A checker that finds nothing proves nothing: each check must find what is planted for it. */
@Timeout(60)
class PlantedViolationsTest {
  private final Recorded ledger = new Recorded();

  @BeforeEach
  void aliceHasHundredFromTheWorld() {
    long entry = ledger.entry("fund", "alice", EntryKind.TRANSFER, "world:USD", "alice", 100);
    ledger.balance("world:USD", 0, 1, 100, 0, 0, "fund", Direction.DEBIT, 100, entry);
    ledger.balance("alice", null, 1, 0, 0, 100, "fund", Direction.CREDIT, 100, entry);
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() {
    move("t1", 30, 30);
    ledger.outcome("t1", TransferKind.DIRECT, TransferStatus.POSTED, outcome -> {});
    promise(posted("t1", 30));

    assertThat(ledger.atRest()).isEmpty();
  }

  @Test
  void anEntryThatDoesNotBalance() {
    ledger.entry(
        "t1",
        "alice",
        EntryKind.TRANSFER,
        Recorded.leg("alice", Direction.DEBIT, 30),
        Recorded.leg("bob", Direction.CREDIT, 31));

    thenOnly(ledger.violations(), Check.MONEY_CONSERVED, "unbalanced");
  }

  @Test
  void aCreditThatNeverArrives() {
    long entry = ledger.entry("t1", "alice", EntryKind.TRANSFER, "alice", "bob", 30);
    ledger.balance("alice", null, 2, 30, 100, 100, "t1", Direction.DEBIT, 30, entry);

    assertThat(ledger.atRest())
        .anySatisfy(
            found -> {
              assertThat(found.check()).isEqualTo(Check.MONEY_CONSERVED);
              assertThat(found.what()).contains("30 USD");
              assertThat(found.where()).contains("account bob");
            });
  }

  @Test
  void anAccountThatPaysWhatItHasNot() {
    move("t1", 130, 130);

    thenSome(ledger.violations(), Check.MONEY_CONSERVED, "paid 30 more than it has");
  }

  @Test
  void aHoldThatIsReleasedTwice() {
    ledger.held("alice", 2, 30, 100, "h1", 30);
    ledger.held("alice", 3, 0, 100, "h1", -30);
    ledger.held("alice", 4, -30, 100, "h1", -30);

    thenSome(ledger.violations(), Check.HOLDS_RESOLVED_ONCE, "releases the hold h1 a second time");
  }

  @Test
  void aHoldThatIsPostedTwice() {
    ledger.entry("h1", "alice", EntryKind.POST, "alice", "bob", 30);
    ledger.entry("h1", "alice", EntryKind.POST, "alice", "bob", 30);

    thenSome(ledger.violations(), Check.HOLDS_RESOLVED_ONCE, "a second entry posts the hold");
  }

  @Test
  void aHoldWithTwoEnds() {
    hold("h1", null);
    end("h1", 2, TransferStatus.VOIDED, "v1", Recorded.NOON);
    end("h1", 3, TransferStatus.POSTED, "p1", Recorded.NOON);

    thenOnly(ledger.violations(), Check.HOLDS_RESOLVED_ONCE, "POSTED by p1");
  }

  @Test
  void aHoldThatOutlivesItsDeadline() {
    ledger.held("alice", 2, 30, 100, "h1", 30);
    hold("h1", 1_000L);

    assertThat(ledger.atRest())
        .anySatisfy(found -> assertThat(found.what()).contains("h1 outlives its deadline"));
  }

  @Test
  void aHoldThatIsPostedAfterItsDeadline() {
    hold("h1", Recorded.NOON);
    end("h1", 2, TransferStatus.POSTED, "p1", Recorded.NOON + 5);

    thenOnly(ledger.violations(), Check.HOLDS_RESOLVED_ONCE, "5 ms after its deadline");
  }

  @Test
  void aHoldThatExpiresBeforeItsDeadline() {
    hold("h1", Recorded.NOON);
    end("h1", 2, TransferStatus.EXPIRED, "", Recorded.NOON - 5);

    thenOnly(ledger.violations(), Check.HOLDS_RESOLVED_ONCE, "5 ms before its deadline");
  }

  @Test
  void aHoldThatExpiresByAClockThatIsAhead() {
    hold("h1", Recorded.NOON);
    ledger.at(Recorded.NOON - 60_000);
    end("h1", 2, TransferStatus.EXPIRED, "", Recorded.NOON + 5);

    thenOnly(ledger.violations(), Check.HOLDS_RESOLVED_ONCE, "by the checker's clock");
  }

  @Test
  void aHoldThatIsGivenAnHourTooMuch() {
    hold("h1", Recorded.NOON + 3_660_000);

    thenOnly(ledger.violations(), Check.HOLDS_RESOLVED_ONCE, "later than was asked for");
  }

  @Test
  void anAcknowledgedCommandWithoutOutcome() {
    promise(posted("lost", 30));

    thenOnly(ledger.atRest(), Check.ONE_OUTCOME, "no outcome of what was acknowledged");
  }

  @Test
  void aSecondFirstOutcome() {
    ledger.outcome("t1", TransferKind.DIRECT, TransferStatus.DECLINED, outcome -> {});
    ledger.outcome("t1", TransferKind.DIRECT, TransferStatus.POSTED, outcome -> {});

    thenOnly(ledger.violations(), Check.ONE_OUTCOME, "a second first outcome");
  }

  @Test
  void anOutcomeThatIsNotTheAcknowledgedOne() {
    ledger.outcome("t1", TransferKind.DIRECT, TransferStatus.DECLINED, outcome -> {});
    promise(posted("t1", 30));

    thenOnly(ledger.atRest(), Check.ONE_OUTCOME, "only ever [DECLINED]");
  }

  @Test
  void anAnswerMayBeReadBeforeItsRecord() {
    ledger.payment("p1", 1, PaymentStatus.PENDING, PaymentPhase.CAPTURED, 0, 0);
    promise(
        new Acknowledged(
            new Operation.Pay("p1", "alice", "shop-inc", 100, "USD", null, false),
            "SUCCEEDED",
            "HTTP 201"));

    assertThat(ledger.books().promises.open()).hasSize(1);
    assertThat(ledger.violations()).isEmpty();

    ledger.payment("p1", 2, PaymentStatus.SUCCEEDED, PaymentPhase.CAPTURED, 0, 0);

    assertThat(ledger.books().promises.open()).isEmpty();
    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void anOutcomeOfAnotherSum() {
    ledger.outcome("t1", TransferKind.DIRECT, TransferStatus.POSTED, outcome -> {});
    promise(posted("t1", 29));

    thenOnly(ledger.atRest(), Check.ONE_OUTCOME, "of another command");
  }

  @Test
  void aVersionThatDoesNotFollow() {
    long entry = ledger.entry("t1", "alice", EntryKind.TRANSFER, "alice", "bob", 30);
    ledger.balance("alice", null, 2, 20, 100, 100, "t1", Direction.DEBIT, 30, entry);

    thenOnly(
        ledger.violations(), Check.STATE_IS_THE_FOLD, "debits_posted_minor 30, but it says 20");
  }

  @Test
  void anEntryOrAVersionTwice() {
    ledger.again(0);
    thenSome(ledger.violations(), Check.STATE_IS_THE_FOLD, "sequence 1 follows 1");

    ledger.again(2);
    thenSome(ledger.violations(), Check.STATE_IS_THE_FOLD, "version 1 follows 1");
  }

  @Test
  void aPaymentThatIsCancelledAndPaid() {
    ledger.payment("p1", 1, PaymentStatus.CANCELLED, PaymentPhase.CLOSED, 0, 0);
    settle("p1::hold", 60, 60, 0);

    thenSome(ledger.atRest(), Check.PAYMENTS_AGREE, "payment p1 is CANCELLED: the ledger moved");
  }

  @Test
  void aPaymentThatSucceededWithoutItsFee() {
    ledger.payment("p1", 1, PaymentStatus.SUCCEEDED, PaymentPhase.CAPTURED, 60, 5);
    settle("p1::hold", 60, 60, 0);

    thenSome(ledger.atRest(), Check.PAYMENTS_AGREE, "fees:USD=5");
  }

  @Test
  void aPaymentWhoseLegsAreThereIsRight() {
    ledger.payment("p1", 1, PaymentStatus.SUCCEEDED, PaymentPhase.CAPTURED, 60, 5);
    settle("p1::hold", 60, 55, 5);

    assertThat(ledger.atRest()).isEmpty();
  }

  @Test
  void aClosedPaymentThatOpensAgain() {
    ledger.payment("p1", 1, PaymentStatus.CANCELLED, PaymentPhase.CLOSED, 0, 0);
    ledger.payment("p1", 2, PaymentStatus.SUCCEEDED, PaymentPhase.CAPTURED, 0, 0);

    thenSome(ledger.violations(), Check.PAYMENTS_AGREE, "was CANCELLED for ever");
  }

  /** From alice, who has paid nothing before, to bob. */
  private void move(String id, long debit, long credit) {
    long entry = ledger.entry(id, "alice", EntryKind.TRANSFER, "alice", "bob", credit);
    ledger.balance("alice", null, 2, debit, 100, 100, id, Direction.DEBIT, debit, entry);
    ledger.balance("bob", null, 1, 0, 0, credit, id, Direction.CREDIT, credit, entry);
  }

  private void settle(String hold, long paid, long merchant, long fee) {
    if (fee > 0) {
      long entry =
          ledger.entry(
              hold,
              "alice",
              EntryKind.POST,
              Recorded.leg("alice", Direction.DEBIT, paid),
              Recorded.leg("shop", Direction.CREDIT, merchant),
              Recorded.leg("fees:USD", Direction.CREDIT, fee));
      ledger.balance("alice", null, 2, paid, 100, 100, hold, Direction.DEBIT, paid, entry);
      ledger.balance("shop", null, 1, 0, 0, merchant, hold, Direction.CREDIT, merchant, entry);
      ledger.balance("fees:USD", 0, 1, 0, 0, fee, hold, Direction.CREDIT, fee, entry);
    } else {
      long entry = ledger.entry(hold, "alice", EntryKind.POST, "alice", "shop", paid);
      ledger.balance("alice", null, 2, paid, 100, 100, hold, Direction.DEBIT, paid, entry);
      ledger.balance("shop", null, 1, 0, 0, merchant, hold, Direction.CREDIT, merchant, entry);
    }
  }

  private void hold(String id, @org.jspecify.annotations.Nullable Long deadline) {
    ledger.outcome(
        id, TransferKind.HOLD, TransferStatus.PENDING, outcome -> outcome.setExpiresAtMs(deadline));
  }

  private void end(String id, int revision, TransferStatus status, String by, long atMs) {
    ledger.outcome(
        id,
        TransferKind.HOLD,
        status,
        outcome ->
            outcome
                .setRevision(revision)
                .setExpiresAtMs(Recorded.NOON)
                .setResolution(Recorded.resolution(status, by, atMs)));
  }

  private static Acknowledged posted(String transfer, long amount) {
    return new Acknowledged(
        new Operation.Transfer(transfer, "alice", "bob", amount, "USD", false, null),
        "POSTED",
        "HTTP 201");
  }

  private void promise(Acknowledged promise) {
    ledger.books().promises.add(promise);
  }

  private static void thenOnly(List<Violation> found, Check check, String what) {
    assertThat(found)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.check()).isEqualTo(check);
              assertThat(each.what()).contains(what);
            });
  }

  private static void thenSome(List<Violation> found, Check check, String what) {
    assertThat(found)
        .anySatisfy(
            each -> {
              assertThat(each.check()).isEqualTo(check);
              assertThat(each.what()).contains(what);
            });
  }
}
