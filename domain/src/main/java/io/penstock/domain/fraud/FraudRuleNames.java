package io.penstock.domain.fraud;

/** The names of rules, as verdicts and metrics tell them. */
public final class FraudRuleNames {
  /** More payments within the window than allowed. */
  public static final String VELOCITY_COUNT = "velocity_count";

  /** More money within the window than allowed. */
  public static final String VELOCITY_AMOUNT = "velocity_amount";

  /** An amount far above what the payer usually pays. */
  public static final String AMOUNT_ABOVE_HISTORY = "amount_above_history";

  /** A large first payment to a merchant. */
  public static final String FIRST_PAYMENT_TO_MERCHANT = "first_payment_to_merchant";

  /** The payer, card or merchant is blocked. */
  public static final String BLOCK_LIST = "block_list";

  /** The payer, card or merchant is allowed, whatever other rules say. */
  public static final String ALLOW_LIST = "allow_list";

  /** A person found the fraud, after the payment was screened. */
  public static final String REPORTED = "reported";

  private FraudRuleNames() {}
}
