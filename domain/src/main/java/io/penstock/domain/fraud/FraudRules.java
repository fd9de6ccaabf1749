package io.penstock.domain.fraud;

import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.Retention;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules and their limits. Every limit counts the payment that is asked about.
 *
 * @param version told in each verdict, so that it can be understood later
 * @param payer rules for payers
 * @param card rules for cards
 * @param times by how much the amounts are multiplied for a currency whose unit is worth little;
 *     one that is missing counts once
 */
public record FraudRules(
    String version, SubjectRules payer, SubjectRules card, Map<String, Long> times) {
  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
  private static final Duration LONGEST_WINDOW = Retention.LONGEST_FRAUD_WINDOW;

  public FraudRules {
    require(!version.isBlank(), "version must not be empty");
    require(times.values().stream().allMatch(each -> each > 0), "times must be 1 or more");
    times = Map.copyOf(times);
  }

  /**
   * The rules for one kind of subject; a rule that is null is never asked.
   *
   * @param sustained velocity by count over a longer window than {@code count}
   */
  public record SubjectRules(
      @Nullable CountLimit count,
      @Nullable AmountLimit amount,
      @Nullable HistoryLimit history,
      @Nullable FirstPaymentLimit firstPayment,
      @Nullable CountLimit sustained) {
    /** Asks nothing: only the lists speak. */
    public static final SubjectRules NONE = new SubjectRules(null, null, null, null);

    /** Rules with one velocity by count. */
    public SubjectRules(
        @Nullable CountLimit count,
        @Nullable AmountLimit amount,
        @Nullable HistoryLimit history,
        @Nullable FirstPaymentLimit firstPayment) {
      this(count, amount, history, firstPayment, null);
    }

    private SubjectRules times(long times) {
      return new SubjectRules(
          count,
          amount == null
              ? null
              : new AmountLimit(Capped.times(amount.mostMinor(), times), amount.window()),
          history == null
              ? null
              : new HistoryLimit(
                  history.factor(),
                  history.afterPayments(),
                  Capped.times(history.fromMinor(), times)),
          firstPayment == null
              ? null
              : new FirstPaymentLimit(Capped.times(firstPayment.fromMinor(), times)),
          sustained);
    }
  }

  /**
   * Velocity by count.
   *
   * @param most payments within the window, attempts that were rejected among them
   */
  public record CountLimit(long most, Duration window) {
    public CountLimit {
      require(most > 0, "most must be 1 or more");
      requireWindow(window);
    }
  }

  /**
   * Velocity by amount, each currency for itself.
   *
   * @param mostMinor approved within the window, in minor units
   */
  public record AmountLimit(long mostMinor, Duration window) {
    public AmountLimit {
      require(mostMinor > 0, "most-minor must be 1 or more");
      requireWindow(window);
    }
  }

  /**
   * An amount far above what the subject usually pays in that currency.
   *
   * @param factor how many times the average of its approved payments is still usual
   * @param afterPayments how many make an average
   * @param fromMinor smaller amounts are never unusual, in minor units
   */
  public record HistoryLimit(long factor, long afterPayments, long fromMinor) {
    public HistoryLimit {
      require(factor > 0, "factor must be 1 or more");
      require(afterPayments > 0, "after-payments must be 1 or more");
      require(fromMinor > 0, "from-minor must be 1 or more");
    }
  }

  /**
   * A large first payment to a merchant.
   *
   * @param fromMinor what is large, in minor units
   */
  public record FirstPaymentLimit(long fromMinor) {
    public FirstPaymentLimit {
      require(fromMinor > 0, "from-minor must be 1 or more");
    }
  }

  /** The rules for a kind of subject that pays in a currency. */
  public SubjectRules of(FraudSubject type, String currency) {
    long factor = times.getOrDefault(currency, 1L);
    return factor == 1 ? of(type) : of(type).times(factor);
  }

  /** The rules for a kind of subject, as they are written. */
  public SubjectRules of(FraudSubject type) {
    return switch (type) {
      case PAYER -> payer;
      case CARD -> card;
    };
  }

  private static void requireWindow(Duration window) {
    require(
        window.compareTo(SHORTEST_WINDOW) >= 0 && window.compareTo(LONGEST_WINDOW) <= 0,
        "window must be " + SHORTEST_WINDOW + " to " + LONGEST_WINDOW);
  }

  private static void require(boolean valid, String what) {
    if (!valid) {
      throw new IllegalArgumentException(what);
    }
  }
}
