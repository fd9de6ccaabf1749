package io.penstock.domain.reconciliation;

import io.penstock.schemas.Ids;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.ResolutionCommand;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be understood of a settlement line, and where it goes first. */
public final class SettlementLines {
  private static final int LONGEST_TEXT = 128;
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern PSP = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  private SettlementLines() {}

  /**
   * A line that names its payment goes there, unless only its reference tells whether it is about a
   * refund; the others go where their reference is known.
   *
   * @throws InvalidLineException if it names neither, or holds what is no id, currency or time
   */
  public static SettlementMatching route(SettlementLine line) {
    check(line);
    String payment = line.getPaymentId();
    boolean mayBeRefund = line.getAmountMinor() < 0 && line.getRefundId() == null;
    if (payment != null && !(mayBeRefund && line.getPspReference() != null)) {
      return Reconciliation.delivery(line, payment, line.getRefundId());
    }
    return SettlementMatching.newBuilder()
        .setStep(MatchingStep.LOOK_UP)
        .setReference(line.getPspReference())
        .setLine(line)
        .build();
  }

  /**
   * A matching that has all that its step needs.
   *
   * @throws InvalidLineException if it has not, or if its line cannot be understood
   */
  public static SettlementMatching checked(SettlementMatching matching) {
    boolean byReference = matching.getReference() != null && isText(matching.getReference());
    boolean byPayment = Ids.isValid(matching.getPaymentId());
    SettlementLine line = matching.getLine();
    require(
        switch (matching.getStep()) {
          case ANNOUNCE -> byReference && byPayment;
          case LOOK_UP -> byReference && line != null;
          case DELIVER -> byPayment && line != null;
          case RESOLVE -> isOfItsCase(matching.getReference(), matching.getCommand());
          case RESOLVED -> byPayment && line != null && matching.getResolution() != null;
        },
        "what its step needs");
    if (line != null) {
      check(line);
    }
    return matching;
  }

  /** The field that cannot be understood, by its name in the schema; null where all can. */
  public static @Nullable String malformation(SettlementLine line) {
    if (line.getPaymentId() == null && line.getPspReference() == null) {
      return "psp_reference";
    }
    if (line.getPaymentId() != null && !Ids.isNameable(line.getPaymentId())) {
      return "payment_id";
    }
    if (line.getRefundId() != null && !Ids.isValid(line.getRefundId())) {
      return "refund_id";
    }
    if (!isText(line.getPspReference())) {
      return "psp_reference";
    }
    if (!isText(line.getLineId())) {
      return "line_id";
    }
    if (line.getPsp() != null && !PSP.matcher(line.getPsp()).matches()) {
      return "psp";
    }
    if (!CURRENCY.matcher(line.getCurrency()).matches()) {
      return "currency";
    }
    return line.getSettledAtMs() < 0 ? "settled_at_ms" : null;
  }

  private static boolean isOfItsCase(@Nullable String caseId, @Nullable ResolutionCommand command) {
    return command != null
        && command.getCaseId().equals(caseId)
        && Resolutions.canBeAnswered(command);
  }

  private static void check(SettlementLine line) {
    String malformation = malformation(line);
    require(malformation == null, String.valueOf(malformation));
  }

  /** Short, and without what separates the parts of a key. */
  private static boolean isText(@Nullable String text) {
    return text == null
        || (!text.isBlank() && text.length() <= LONGEST_TEXT && text.indexOf('#') < 0);
  }

  private static void require(boolean condition, String field) {
    if (!condition) {
      throw new InvalidLineException("a settlement line that cannot be understood: " + field);
    }
  }
}
