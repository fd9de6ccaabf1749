package io.penstock.domain.fraud;

import io.penstock.domain.fraud.FraudRules.CountLimit;
import io.penstock.domain.fraud.FraudRules.SubjectRules;
import io.penstock.schemas.FraudAnswer;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudHistory;
import io.penstock.schemas.FraudSpending;
import io.penstock.schemas.FraudWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of a payer or card. Every part is bounded. */
final class Histories {
  static final int MOST_ANSWERS = 32;
  static final int MOST_CURRENCIES = 8;

  static final FraudHistory EMPTY =
      new FraudHistory(
          SlidingWindow.EMPTY,
          List.of(),
          ByteBuffer.allocate(0).asReadOnlyBuffer(),
          List.of(),
          SlidingWindow.EMPTY);

  private Histories() {}

  /** The verdict that a check was given before. */
  static @Nullable FraudAnswer answer(FraudHistory history, long check) {
    List<FraudAnswer> answers = history.getAnswers();
    for (int i = answers.size() - 1; i >= 0; i--) {
      if (answers.get(i).getCheck() == check) {
        return answers.get(i);
      }
    }
    return null;
  }

  /** What was spent in a currency. */
  static FraudSpending spending(FraudHistory history, String currency) {
    for (FraudSpending spending : history.getSpending()) {
      if (spending.getCurrency().equals(currency)) {
        return spending;
      }
    }
    return new FraudSpending(currency, 0L, 0L, SlidingWindow.EMPTY);
  }

  /** The history after a payment went through. */
  static FraudHistory afterPayment(
      FraudHistory history, FraudCheck check, FraudAnswer answer, SubjectRules rules) {
    return new FraudHistory(
        attempts(history.getAttempts(), check, rules.count()),
        spending(history, check, rules),
        Merchants.plus(history.getMerchants(), check.getMerchantId()),
        plus(history.getAnswers(), answer, MOST_ANSWERS),
        attempts(history.getSustained(), check, rules.sustained()));
  }

  /** The history after a payment was rejected: it was tried, but nothing spent. */
  static FraudHistory afterAttempt(
      FraudHistory history, FraudCheck check, FraudAnswer answer, SubjectRules rules) {
    return new FraudHistory(
        attempts(history.getAttempts(), check, rules.count()),
        history.getSpending(),
        history.getMerchants(),
        plus(history.getAnswers(), answer, MOST_ANSWERS),
        attempts(history.getSustained(), check, rules.sustained()));
  }

  private static FraudWindow attempts(
      FraudWindow before, FraudCheck check, @Nullable CountLimit limit) {
    return limit == null
        ? SlidingWindow.EMPTY
        : SlidingWindow.plus(before, limit.window(), check.getRequestedAtMs(), 1);
  }

  private static List<FraudSpending> spending(
      FraudHistory history, FraudCheck check, SubjectRules rules) {
    FraudSpending before = spending(history, check.getCurrency());
    FraudWindow recent =
        rules.amount() == null
            ? SlidingWindow.EMPTY
            : SlidingWindow.plus(
                before.getRecent(),
                rules.amount().window(),
                check.getRequestedAtMs(),
                check.getAmountMinor());
    FraudSpending after =
        new FraudSpending(
            check.getCurrency(),
            Capped.plus(before.getPayments(), 1),
            Capped.plus(before.getSumMinor(), check.getAmountMinor()),
            recent);
    List<FraudSpending> others = new ArrayList<>(history.getSpending());
    others.removeIf(spending -> spending.getCurrency().equals(check.getCurrency()));
    return plus(others, after, MOST_CURRENCIES);
  }

  private static <T> List<T> plus(List<T> list, T newest, int most) {
    int first = Math.max(0, list.size() + 1 - most);
    List<T> after = new ArrayList<>(list.size() - first + 1);
    after.addAll(list.subList(first, list.size()));
    after.add(newest);
    return after;
  }
}
