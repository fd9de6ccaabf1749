package io.penstock.domain.payments;

import io.penstock.schemas.Ids;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a payment asks the ledger for. Each step is a transfer {@code <payment id>::<step>}. */
sealed interface Step {
  /**
   * Most refunds that can have transfers of their own: with one more digit they would be no ids.
   */
  int MOST_REFUNDS = 99_999_999;

  /** The step as it stands in the transfer's id. */
  String text();

  default String transferId(String paymentId) {
    return paymentId + Ids.STEP + text();
  }

  /** A step of the payment as a whole. */
  enum OfPayment implements Step {
    HOLD("hold"),
    POST("post"),
    VOID("void"),
    BOOK("book"),
    FEE_BACK("fee-back"),
    SUSPEND("suspend");

    private final String text;

    OfPayment(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /** A step of one of its refunds. */
  record OfRefund(int number, Part part) implements Step {
    @Override
    public String text() {
      return "r" + number + part.suffix;
    }
  }

  /** Which transfer of a refund. */
  enum Part {
    /** The move back, or the hold on the merchant's account. */
    MOVE(""),
    POST("p"),
    VOID("v"),
    /** Gives the money of a refund that the PSP took back to the merchant. */
    RETURN("b"),
    /** Keeps the money of such a refund where the merchant cannot take it. */
    SUSPEND("s"),
    /** Stands in for the post of a refund that the PSP has paid and the ledger did not take. */
    UNPOSTED("u");

    private final String suffix;

    Part(String suffix) {
      this.suffix = suffix;
    }
  }

  /** The step that a transfer's id names; empty: another flow's, such as a settlement's booking. */
  static Optional<Step> read(String text) {
    Matcher refund = Texts.REFUND.matcher(text);
    if (refund.matches()) {
      int number = Integer.parseInt(refund.group(1));
      return Arrays.stream(Part.values())
          .filter(part -> part.suffix.equals(refund.group(2)))
          .map(part -> (Step) new OfRefund(number, part))
          .findFirst();
    }
    return Arrays.stream(OfPayment.values())
        .filter(step -> step.text.equals(text))
        .map(step -> (Step) step)
        .findFirst();
  }

  /** How the steps of refunds are written. */
  final class Texts {
    private static final Pattern REFUND = Pattern.compile("r([1-9][0-9]{0,7})([pvbsu]?)");

    private Texts() {}
  }
}
