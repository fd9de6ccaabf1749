package io.penstock.domain.fraud;

import io.penstock.domain.fraud.FraudRules.AmountLimit;
import io.penstock.domain.fraud.FraudRules.CountLimit;
import io.penstock.domain.fraud.FraudRules.FirstPaymentLimit;
import io.penstock.domain.fraud.FraudRules.HistoryLimit;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FiredRule;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudSpending;
import io.penstock.schemas.FraudWindow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each rule by itself: what it saw, if that is more than it allows. */
final class RuleChecks {
  private final FraudCheck check;
  private final FraudHistory history;
  private final List<FiredRule> fired = new ArrayList<>(0);

  private RuleChecks(FraudCheck check, FraudHistory history) {
    this.check = check;
    this.history = history;
  }

  static List<FiredRule> fired(FraudCheck check, FraudHistory history, SubjectRules rules) {
    var checks = new RuleChecks(check, history);
    checks.count(rules.count(), history.getAttempts());
    checks.count(rules.sustained(), history.getSustained());
    checks.amount(rules.amount());
    checks.history(rules.history());
    checks.firstPayment(rules.firstPayment());
    return checks.fired;
  }

  private void count(@Nullable CountLimit limit, FraudWindow attempts) {
    if (limit == null) {
      return;
    }
    long time = check.getRequestedAtMs();
    long count = Capped.plus(SlidingWindow.total(attempts, limit.window(), time), 1);
    if (count > limit.most()) {
      fire(
          FraudRuleNames.VELOCITY_COUNT,
          count,
          limit.most(),
          "%d payments within %s, at most %d are allowed"
              .formatted(count, limit.window(), limit.most()));
    }
  }

  private void amount(@Nullable AmountLimit limit) {
    if (limit == null) {
      return;
    }
    long before =
        SlidingWindow.total(spending().getRecent(), limit.window(), check.getRequestedAtMs());
    long sum = Capped.plus(before, check.getAmountMinor());
    if (sum > limit.mostMinor()) {
      fire(
          FraudRuleNames.VELOCITY_AMOUNT,
          sum,
          limit.mostMinor(),
          "%d minor units of %s within %s, at most %d are allowed"
              .formatted(sum, check.getCurrency(), limit.window(), limit.mostMinor()));
    }
  }

  private void history(@Nullable HistoryLimit limit) {
    FraudSpending spent = spending();
    if (limit == null
        || spent.getPayments() < limit.afterPayments()
        || check.getAmountMinor() < limit.fromMinor()) {
      return;
    }
    long average = spent.getSumMinor() / spent.getPayments();
    long most = Capped.times(average, limit.factor());
    if (check.getAmountMinor() > most) {
      fire(
          FraudRuleNames.AMOUNT_ABOVE_HISTORY,
          check.getAmountMinor(),
          most,
          "%d minor units of %s, more than %d times the average of %d over %d payments"
              .formatted(
                  check.getAmountMinor(),
                  check.getCurrency(),
                  limit.factor(),
                  average,
                  spent.getPayments()));
    }
  }

  private void firstPayment(@Nullable FirstPaymentLimit limit) {
    if (limit == null
        || check.getAmountMinor() < limit.fromMinor()
        || Merchants.contains(history.getMerchants(), check.getMerchantId())) {
      return;
    }
    fire(
        FraudRuleNames.FIRST_PAYMENT_TO_MERCHANT,
        check.getAmountMinor(),
        limit.fromMinor() - 1,
        "%d minor units of %s in a first payment to %s, %d are large"
            .formatted(
                check.getAmountMinor(),
                check.getCurrency(),
                check.getMerchantId(),
                limit.fromMinor()));
  }

  private FraudSpending spending() {
    return Histories.spending(history, check.getCurrency());
  }

  private void fire(String rule, long observed, long limit, String detail) {
    fired.add(
        new FiredRule(
            rule, FraudDecision.REJECT, Long.toString(observed), Long.toString(limit), detail));
  }
}
