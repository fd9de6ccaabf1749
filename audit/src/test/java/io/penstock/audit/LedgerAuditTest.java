package io.penstock.audit;

import static io.penstock.audit.Defect.Kind.BALANCE_WRONG;
import static io.penstock.audit.Defect.Kind.HASH_BROKEN;
import static io.penstock.audit.Defect.Kind.LEG_NOT_APPLIED;
import static io.penstock.audit.Defect.Kind.LEG_NOT_IN_JOURNAL;
import static io.penstock.audit.Defect.Kind.MISPLACED;
import static io.penstock.audit.Defect.Kind.MONEY_NOT_CONSERVED;
import static io.penstock.audit.Defect.Kind.SEQUENCE_BROKEN;
import static io.penstock.audit.Defect.Kind.SUM_WRONG;
import static io.penstock.audit.Defect.Kind.UNBALANCED;
import static io.penstock.audit.Defect.Kind.UNREADABLE;
import static io.penstock.audit.Defect.Kind.VERSION_BROKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.Direction;
import io.penstock.schemas.EntryKind;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Leg;
import io.penstock.schemas.ReversedTransfer;
import io.penstock.schemas.Topics;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LedgerAuditTest {
  private final RecordedLedger ledger = RecordedLedger.ofABusyDay();

  @Test
  void findsReversalsThatGiveBackMoreThanWasPosted() {
    RecordedLedger reversals = RecordedLedger.ofReversals();
    assertThat(reversals.audit().defects()).isEmpty();

    int last = reversals.entries.size() - 1;
    reversals.change(
        last,
        entry ->
            LedgerEntry.newBuilder(entry)
                .setReverses(
                    ReversedTransfer.newBuilder(entry.getReverses()).setPostedMinor(99L).build())
                .build());

    assertThat(reversals.audit().defects())
        .extracting(Defect::defect)
        .containsExactly(Defect.Kind.REVERSED_BEYOND_POSTED, Defect.Kind.REVERSAL_UNFOUNDED);
  }

  /** Its own word for what was posted would let it give back anything. */
  @Test
  void findsAReversalThatClaimsMoreThanWasPosted() {
    RecordedLedger reversals = RecordedLedger.ofReversals();
    for (int i = 0; i < reversals.entries.size(); i++) {
      ReversedTransfer reverses = reversals.entries.get(i).getReverses();
      if (reverses != null && reverses.getTransferId().equals("t1")) {
        reversals.change(
            i,
            entry ->
                LedgerEntry.newBuilder(entry)
                    .setReverses(
                        ReversedTransfer.newBuilder(reverses).setPostedMinor(1_000L).build())
                    .build());
      }
    }

    assertThat(reversals.audit().defects())
        .extracting(Defect::defect)
        .contains(Defect.Kind.REVERSAL_UNFOUNDED)
        .doesNotContain(Defect.Kind.REVERSED_BEYOND_POSTED);
  }

  @Test
  void findsAReversalThatPaysSomebodyElse() {
    RecordedLedger reversals = RecordedLedger.ofReversals();
    reversals.change(
        reversals.entries.size() - 1,
        entry ->
            LedgerEntry.newBuilder(entry)
                .setLegs(
                    entry.getLegs().stream()
                        .map(
                            leg ->
                                leg.getDirection() == Direction.CREDIT
                                    ? Leg.newBuilder(leg).setAccountId("mallory").build()
                                    : leg)
                        .toList())
                .build());

    assertThat(reversals.audit().defects())
        .extracting(Defect::defect)
        .contains(Defect.Kind.REVERSAL_UNFOUNDED);
  }

  @Test
  void findsNothingWrongWithWhatTheTopologyWrote() {
    AuditReport report = ledger.audit();

    assertThat(report.defects()).isEmpty();
    assertThat(report.clean()).isTrue();
    assertThat(report.entries()).isEqualTo(ledger.entries.size());
    assertThat(ledger.entries).extracting(LedgerEntry::getKind).contains(EntryKind.REVERSAL);
    assertThat(report.accounts()).isEqualTo(4);
    assertThat(report.currencies())
        .singleElement()
        .satisfies(
            usd -> {
              assertThat(usd.sum()).isZero();
              assertThat(usd.onTheWay()).isZero();
              assertThat(usd.held()).isEqualTo(BigInteger.valueOf(1_500 - 2));
              assertThat(usd.debitsPending()).isEqualTo(BigInteger.valueOf(7));
              assertThat(usd.creditsPending()).isEqualTo(BigInteger.valueOf(7));
            });
  }

  @Test
  void findsAnEditedEntry() {
    ledger.change(3, entry -> LedgerEntry.newBuilder(entry).setCode("edited").build());

    assertThat(ledger.audit().defects())
        .singleElement()
        .satisfies(
            defect -> {
              assertThat(defect.defect()).isEqualTo(HASH_BROKEN);
              assertThat(defect.partition()).isZero();
              assertThat(defect.offset()).isEqualTo(3);
              assertThat(defect.sequence()).isEqualTo(4);
            });
  }

  @Test
  void findsAnEntryThatIsMissing() {
    ledger.entries.remove(3);

    assertThat(found(SEQUENCE_BROKEN))
        .singleElement()
        .satisfies(defect -> assertThat(defect.sequence()).isEqualTo(5));
    assertThat(found(LEG_NOT_IN_JOURNAL)).extracting(Defect::sequence).containsOnly(4L);
  }

  @Test
  void findsThatTheLastEntryWasDropped() {
    LedgerEntry last = ledger.entries.removeLast();

    assertThat(found(LEG_NOT_IN_JOURNAL))
        .hasSize(2)
        .allSatisfy(defect -> assertThat(defect.sequence()).isEqualTo(last.getSequence()));
    assertThat(found(SEQUENCE_BROKEN)).isEmpty();
  }

  @Test
  void findsSwappedEntries() {
    Collections.swap(ledger.entries, 2, 3);

    assertThat(found(SEQUENCE_BROKEN)).extracting(Defect::offset).containsExactly(2L, 3L, 4L);
  }

  @Test
  void findsAnEntryThatDoesNotBalance() {
    ledger.change(2, entry -> Tampering.withFirstLeg(entry, 1));

    assertThat(found(UNBALANCED))
        .singleElement()
        .satisfies(defect -> assertThat(defect.sequence()).isEqualTo(3));
    assertThat(found(LEG_NOT_APPLIED)).extracting(Defect::sequence).containsExactly(3L);
  }

  @Test
  void findsABalanceThatIsOffByOne() {
    int index = ledger.version("bob", 4);
    ledger.changeBalance(index, balance -> Tampering.withMoreCredits(balance, 1, 0));

    assertThat(found(BALANCE_WRONG))
        .hasSize(2)
        .allSatisfy(defect -> assertThat(defect.accountId()).isEqualTo("bob"))
        .first()
        .satisfies(
            defect -> {
              assertThat(defect.version()).isEqualTo(4);
              assertThat(defect.offset()).isEqualTo(index);
              assertThat(defect.detail()).contains("credits_posted_minor");
            });
  }

  @Test
  void findsALatestBalanceThatIsOffByOneThreeTimes() {
    ledger.changeBalance(
        ledger.balances.size() - 1, balance -> Tampering.withMoreCredits(balance, 1, 0));

    assertThat(ledger.audit().defects())
        .extracting(Defect::defect)
        .containsExactlyInAnyOrder(BALANCE_WRONG, SUM_WRONG, MONEY_NOT_CONSERVED);
  }

  @Test
  void findsABalanceThatMovedByMoreThanItsEntry() {
    ledger.changeBalance(
        ledger.balances.size() - 1, balance -> Tampering.withMoreCredits(balance, 1, 1));

    assertThat(found(LEG_NOT_APPLIED))
        .singleElement()
        .satisfies(
            defect ->
                assertThat(defect.sequence()).isEqualTo(ledger.entries.getLast().getSequence()));
  }

  @Test
  void findsAMissingVersion() {
    ledger.balances.remove(ledger.version("alice", 3));

    assertThat(found(VERSION_BROKEN))
        .singleElement()
        .satisfies(
            defect -> {
              assertThat(defect.accountId()).isEqualTo("alice");
              assertThat(defect.version()).isEqualTo(4);
              assertThat(defect.detail()).isEqualTo("version 4 follows 2");
            });
  }

  @Test
  void findsAVersionTwice() {
    ledger.balances.add(ledger.balances.get(ledger.version("alice", 3)));

    assertThat(found(VERSION_BROKEN)).extracting(Defect::version).containsExactly(3L);
  }

  @Test
  void findsACreditThatNeverArrived() {
    ledger.balances.removeLast();

    assertThat(ledger.audit().defects())
        .singleElement()
        .satisfies(
            defect -> {
              assertThat(defect.defect()).isEqualTo(LEG_NOT_APPLIED);
              assertThat(defect.accountId()).isEqualTo("alice");
              assertThat(defect.sequence()).isEqualTo(ledger.entries.getLast().getSequence());
            });
  }

  @Test
  void waitsForACreditOnItsWay() {
    int all = ledger.balances.size();
    LedgerAudit audit = new LedgerAudit(1, _ -> {});
    ledger.readEntries(audit, 0, ledger.entries.size());
    ledger.readBalances(audit, 0, all - 1);
    audit.cut();
    assertThat(audit.isSettled()).isFalse();

    ledger.readBalances(audit, all - 1, all);

    assertThat(audit.isSettled()).isTrue();
    assertThat(audit.report().clean()).isTrue();
  }

  @Test
  void leavesACreditUnderWayInPeaceAsLongAsItIs() {
    LedgerAudit audit = new LedgerAudit(1, _ -> {});
    ledger.readEntries(audit, 0, ledger.entries.size());
    ledger.readBalances(audit, 0, ledger.balances.size() - 1);
    audit.cut();

    audit.underWay(
        RecordedLedger.fact(
            "transfers.credit-legs", "", Tampering.legOf(ledger.entries.getLast(), "alice", 5)));
    assertThat(audit.isSettled()).isTrue();
    audit.lookAgain();

    assertThat(audit.isSettled()).isFalse();
    audit.underWay(
        RecordedLedger.fact(
            "transfers.credit-legs", "", Tampering.legOf(ledger.entries.getLast(), "alice", 5)));
    assertThat(audit.report().clean()).isTrue();
  }

  @Test
  void leavesACreditOfAfterTheCutInPeace() {
    int entries = ledger.entries.size();
    int all = ledger.balances.size();
    LedgerAudit audit = new LedgerAudit(1, _ -> {});
    ledger.readEntries(audit, 0, entries - 1);
    ledger.readBalances(audit, 0, all - 2);
    audit.cut();

    ledger.readEntries(audit, entries - 1, entries);
    ledger.readBalances(audit, all - 2, all - 1);

    assertThat(audit.isSettled()).isTrue();
    AuditReport report = audit.report();
    assertThat(report.defects()).isEmpty();
    assertThat(report.currencies().getFirst().onTheWay()).isEqualTo(BigInteger.valueOf(5));
    assertThat(report.currencies().getFirst().sum()).isEqualTo(BigInteger.valueOf(-5));
  }

  @Test
  void findsRecordsThatDoNotBelongWhereTheyAre() {
    LedgerAudit audit = new LedgerAudit(1, _ -> {});
    AccountBalance balance = ledger.balances.getFirst();

    audit.fact(
        RecordedLedger.fact("accounts.balances", Keys.version(balance.getAccountId(), 2), balance));

    assertThat(audit.report().defects()).extracting(Defect::defect).contains(MISPLACED);
  }

  @Test
  void findsAnEntryThatCannotBeRead() {
    LedgerAudit audit = new LedgerAudit(1, _ -> {});

    audit.unreadable(
        new ConsumerRecord<>(Topics.LEDGER_ENTRIES.name(), 0, 0, new byte[0], new byte[3]),
        "truncated");

    assertThat(audit.report().defects())
        .extracting(Defect::defect, Defect::place)
        .containsExactly(tuple(UNREADABLE, "ledger.entries-0 offset 0"));
  }

  private List<Defect> found(Defect.Kind kind) {
    return ledger.audit().defects().stream().filter(defect -> defect.defect() == kind).toList();
  }
}
