package io.penstock.benchmarks;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.Funding;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentEventType;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Screening;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Captured card payments, and the report that settles them: of each hundred lines one names a
 * charge that nobody knows, one another sum and one another fee. Lines name their payment by its
 * charge, its intent or our id, and every second has an id of its own.
 *
 * @param lines of the report, at least 100
 * @param at when all was captured and settled
 */
public record SettlementTraffic(int lines, Instant at) {
  /** The PSP of all of it. */
  public static final String PSP = "stripe";

  private static final String HEADER =
      "psp_reference,payment_id,amount,currency,fee,settled_at,psp,line_id\r\n";

  private static final int A_HUNDRED = 100;

  public SettlementTraffic {
    if (lines < A_HUNDRED) {
      throw new IllegalArgumentException("a report has " + A_HUNDRED + " lines at least");
    }
  }

  private enum Kind {
    STRANGER("UNEXPECTED_SETTLEMENT"),
    OTHER_SUM("MISMATCHED"),
    OTHER_FEE("MISMATCHED"),
    RIGHT("MATCHED");

    private final String status;

    Kind(String status) {
      this.status = status;
    }
  }

  private static Kind kind(int number) {
    return switch (number % A_HUNDRED) {
      case 0 -> Kind.STRANGER;
      case 1 -> Kind.OTHER_SUM;
      case 2 -> Kind.OTHER_FEE;
      default -> Kind.RIGHT;
    };
  }

  /** What becomes of the report's lines: cases by status. */
  public Map<String, Long> findings() {
    return IntStream.range(0, lines)
        .boxed()
        .collect(Collectors.groupingBy(number -> kind(number).status, Collectors.counting()));
  }

  /** As the payments topology tells them. */
  public Stream<PaymentEvent> captures() {
    return payments().mapToObj(this::capture);
  }

  /** What was captured in all, in minor units. */
  public long capturedMinor() {
    return sum(payments());
  }

  /** What of it no matching line settles. */
  public long unsettledMinor() {
    return sum(payments().filter(number -> kind(number) != Kind.RIGHT));
  }

  /** The report as CSV. */
  public String report() {
    return IntStream.range(0, lines)
        .mapToObj(this::line)
        .collect(Collectors.joining("\r\n", HEADER, "\r\n"));
  }

  private IntStream payments() {
    return IntStream.range(0, lines).filter(number -> kind(number) != Kind.STRANGER);
  }

  private static long sum(IntStream payments) {
    return payments.mapToLong(SettlementTraffic::amount).reduce(0, Math::addExact);
  }

  private static long amount(int number) {
    return 1_000L + number % 9_973;
  }

  private static long fee(int number) {
    return amount(number) * 29 / 1_000 + 30;
  }

  private static String name(int number) {
    return "bench-settled-" + number;
  }

  private String line(int number) {
    Kind kind = kind(number);
    boolean byPayment = kind != Kind.STRANGER && number % 3 == 0;
    String reference = (number % 3 == 1 ? "pi_" : "ch_") + name(number);
    return String.join(
        ",",
        byPayment ? "" : reference,
        byPayment ? name(number) : "",
        Long.toString(amount(number) + (kind == Kind.OTHER_SUM ? 1 : 0)),
        "USD",
        Long.toString(fee(number) * (kind == Kind.OTHER_FEE ? 2 : 1)),
        at.toString(),
        PSP,
        number % 2 == 0 ? "" : "line-" + number);
  }

  private PaymentEvent capture(int number) {
    PaymentCreation creation =
        PaymentCreation.newBuilder()
            .setMerchantId("bench-merchant")
            .setAmountMinor(amount(number))
            .setCurrency("USD")
            .setFunding(Funding.CARD)
            .setCapture(CaptureMode.AUTOMATIC)
            .build();
    Payment payment =
        Payment.newBuilder()
            .setPaymentId(name(number))
            .setStatus(PaymentStatus.SUCCEEDED)
            .setPhase(PaymentPhase.CAPTURED)
            .setCreation(creation)
            .setAmountCapturedMinor(amount(number))
            .setPayerScreening(Screening.APPROVED)
            .setCardScreening(Screening.APPROVED)
            .setPsp(PSP)
            .setPspReference("pi_" + name(number))
            .setPspChargeReference("ch_" + name(number))
            .setPspFeeMinor(fee(number))
            .setSequence(1)
            .setCreatedAtMs(at.toEpochMilli())
            .setUpdatedAtMs(at.toEpochMilli())
            .build();
    return PaymentEvent.newBuilder()
        .setPaymentId(name(number))
        .setSequence(1)
        .setType(PaymentEventType.SUCCEEDED)
        .setStatus(PaymentStatus.SUCCEEDED)
        .setPayment(payment)
        .setOccurredAtMs(at.toEpochMilli())
        .build();
  }
}
