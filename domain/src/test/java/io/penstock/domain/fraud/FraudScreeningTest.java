package io.penstock.domain.fraud;

import static io.penstock.domain.fraud.Subject.names;
import static io.penstock.schemas.FraudDecision.APPROVE;
import static io.penstock.schemas.FraudDecision.REJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.fraud.FraudRules.AmountLimit;
import io.penstock.domain.fraud.FraudRules.CountLimit;
import io.penstock.domain.fraud.FraudRules.FirstPaymentLimit;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudList;
import io.penstock.schemas.FraudVerdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FraudScreeningTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final SubjectRules RULES =
      new SubjectRules(
          new CountLimit(3, MINUTE),
          new AmountLimit(1_000, MINUTE),
          null,
          new FirstPaymentLimit(500));

  private final Subject alice = new Subject(RULES);

  @Test
  void approvesWhereNothingFires() {
    FraudVerdict verdict = alice.pays(100);

    assertThat(verdict.getDecision()).isEqualTo(APPROVE);
    assertThat(verdict.getRules()).isEmpty();
    assertThat(verdict.getSubjectId()).isEqualTo("alice");
    assertThat(verdict.getMerchantId()).isEqualTo("shop");
    assertThat(verdict.getAmountMinor()).isEqualTo(100);
  }

  /** A payment that a rule rejects (600) or none does (1). */
  @ParameterizedTest
  @CsvSource({
    "BLOCK, ,      1,   REJECT",
    "ALLOW, ,      1,   APPROVE",
    "ALLOW, ,      600, APPROVE",
    "     , BLOCK, 1,   REJECT",
    "     , ALLOW, 600, APPROVE",
    "ALLOW, BLOCK, 1,   REJECT",
    "BLOCK, ALLOW, 1,   REJECT",
    "     , ,      600, REJECT",
  })
  void blockBeatsAllowAndAllowBeatsTheRules(
      String payer, String merchant, long amount, String decision) {
    if (payer != null) {
      alice.isListed("payer:alice", FraudList.valueOf(payer));
    }
    if (merchant != null) {
      alice.isListed("merchant:shop", FraudList.valueOf(merchant));
    }

    assertThat(alice.pays(amount).getDecision().name()).isEqualTo(decision);
  }

  @Test
  void anAllowedPaymentTellsWhatWouldHaveFired() {
    alice.isListed("payer:alice", FraudList.ALLOW);

    FraudVerdict verdict = alice.pays(600);

    assertThat(names(verdict)).containsExactly("allow_list", "first_payment_to_merchant");
    assertThat(verdict.getRules().getFirst().getDetail())
        .isEqualTo("payer:alice is on the allow list: because");
  }

  @Test
  void theSameCheckGetsTheSameVerdictAndCountsOnce() {
    FraudCheck check = alice.check("p", "shop", 400, "USD");
    FraudVerdict first = alice.sends(check);
    alice.isListed("payer:alice", FraudList.BLOCK);
    alice.isAsked("v2", RULES);
    var history = alice.history();

    FraudVerdict again = alice.sends(check);

    assertThat(again).isEqualTo(first);
    assertThat(alice.history()).isSameAs(history);
  }

  @Test
  void aRejectedCheckStaysRejected() {
    FraudCheck check = alice.check("p", "shop", 600, "USD");
    FraudVerdict first = alice.sends(check);
    alice.isListed("payer:alice", FraudList.ALLOW);

    assertThat(first.getDecision()).isEqualTo(REJECT);
    assertThat(alice.sends(check)).isEqualTo(first);
  }

  @Test
  void thePaymentWithAnotherAmountIsAnotherCheck() {
    alice.sends(alice.check("p", "shop", 1, "USD"));

    assertThat(alice.sends(alice.check("p", "shop", 1_001, "USD")).getDecision()).isEqualTo(REJECT);
  }

  @Test
  void aLateCheckIsJudgedByItsOwnTime() {
    var bob = new Subject(new SubjectRules(null, new AmountLimit(1_000, MINUTE), null, null));
    FraudCheck late = bob.check("late", "shop", 1_000, "USD");
    FraudCheck withinTheWindow =
        bob.waits(Duration.ofSeconds(30)).check("earlier", "shop", 100, "USD");
    bob.waits(Duration.ofSeconds(20)).pays(900);

    assertThat(bob.sends(withinTheWindow).getDecision())
        .as("what comes after it is not in its window")
        .isEqualTo(APPROVE);
    assertThat(bob.pays(1).getDecision()).as("but it is in theirs").isEqualTo(REJECT);
    bob.waits(Duration.ofHours(1)).pays(1);
    assertThat(bob.sends(late).getDecision()).as("its window is gone").isEqualTo(APPROVE);
    assertThat(bob.pays(999).getDecision()).isEqualTo(APPROVE);
  }

  @Test
  void anotherWindowBeginsEmpty() {
    alice.paysTimes(3, 1);
    alice.isAsked("v2", new SubjectRules(new CountLimit(3, Duration.ofHours(1)), null, null, null));

    assertThat(alice.pays(1).getDecision()).isEqualTo(APPROVE);
    alice.paysTimes(2, 1);
    FraudVerdict fourth = alice.waits(Duration.ofMinutes(50)).pays(1);
    assertThat(fourth.getDecision()).isEqualTo(REJECT);
    assertThat(fourth.getRulesVersion()).isEqualTo("v2");
  }

  @Test
  void theHistoryIsBounded() {
    List<String> currencies =
        List.of("USD", "EUR", "GBP", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK");
    for (int i = 0; i < 300; i++) {
      alice.waits(Duration.ofSeconds(40)).pays("m" + i, 1, currencies.get(i % 10));
    }

    var history = alice.history();
    assertThat(history.getAnswers()).hasSize(Histories.MOST_ANSWERS);
    assertThat(history.getSpending()).hasSize(Histories.MOST_CURRENCIES);
    assertThat(history.getAttempts().getTotals()).hasSize(SlidingWindow.SLICES);
    assertThat(Merchants.count(history.getMerchants())).isEqualTo(Merchants.MOST);
    assertThat(Merchants.contains(history.getMerchants(), "m299")).isTrue();
    assertThat(Merchants.contains(history.getMerchants(), "m99")).isFalse();
  }

  @Test
  void aMerchantWhoIsPaidAgainIsKeptLonger() {
    var merchants = Histories.EMPTY.getMerchants();
    for (int i = 0; i < Merchants.MOST; i++) {
      merchants = Merchants.plus(merchants, "m" + i);
    }

    merchants = Merchants.plus(Merchants.plus(merchants, "m0"), "new");

    assertThat(Merchants.contains(merchants, "m0")).isTrue();
    assertThat(Merchants.contains(merchants, "m1")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "p, shop, 0, USD, 0",
    "p, shop, -1, USD, 0",
    "'p 1', shop, 1, USD, 0",
    "p, '', 1, USD, 0",
    "p, shop, 1, XXQ, 0",
    "p, shop, 1, USD, 300001",
  })
  void findsFault(String payment, String shop, long amount, String currency, long aheadMs) {
    FraudCheck check =
        alice.waits(Duration.ofMillis(aheadMs)).check(payment, shop, amount, currency);

    assertThat(FraudScreening.fault(check, check.getRequestedAtMs() - aheadMs)).isNotNull();
  }

  @Test
  void findsNoFaultWithinTheToleranceOfClocks() {
    FraudCheck check = alice.check("p", "shop", 1, "USD");

    assertThat(FraudScreening.fault(check, check.getRequestedAtMs() - 300_000)).isNull();
  }
}
