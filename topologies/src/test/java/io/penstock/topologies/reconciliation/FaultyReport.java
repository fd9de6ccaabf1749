package io.penstock.topologies.reconciliation;

import io.penstock.schemas.SettlementLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Generated payments, the report of a PSP that makes mistakes, and what is to be found. */
final class FaultyReport {
  private static final Set<String> BOOKED = Set.of("MATCHED", "MISMATCHED lines 1 2");

  final List<CardPayment> payments = new ArrayList<>();
  final List<SettlementLine.Builder> lines = new ArrayList<>();
  final List<SettlementLine.Builder> lateLines = new ArrayList<>();

  /** By case: its status once the windows are closed, and what differs. */
  final Map<String, String> findings = new TreeMap<>();

  private final Random random;

  FaultyReport(long seed, int size, Instant at) {
    this.random = new Random(seed);
    for (int i = 0; i < size; i++) {
      long amount = 100L + random.nextInt(1_000_000);
      CardPayment payment = CardPayment.of("pay-" + i, amount, 30 + amount * 29 / 1_000, at);
      payments.add(payment);
      // One in ten has a fault, so that every kind is there many times.
      report(payment, random.nextInt(10) == 0 ? 1 + random.nextInt(7) : 0);
    }
    Collections.shuffle(lines, random);
  }

  private void report(CardPayment payment, int fault) {
    SettlementLine.Builder line = named(payment);
    long amount = payment.amountMinor();
    long fee = payment.pspFeeMinor();
    String finding =
        switch (fault) {
          case 1 -> "MISSING_SETTLEMENT";
          case 2 -> {
            lines.add(SettlementLine.newBuilder(line).setLineId("again-" + payment.id()));
            yield "MISMATCHED lines 1 2";
          }
          case 3 -> {
            line.setAmountMinor(amount - 1);
            yield "MISMATCHED amount " + amount + " " + (amount - 1);
          }
          case 4 -> {
            line.setCurrency("EUR");
            yield "MISMATCHED currency USD EUR";
          }
          case 5 -> {
            long reported = fee + fee / 50 + 2;
            line.setFeeMinor(reported);
            yield "MISMATCHED fee " + fee + " " + reported;
          }
          case 6 -> {
            lines.add(payment.line().setPspReference("ch_unknown-" + payment.id()));
            findings.put("ch_unknown-" + payment.id(), "UNEXPECTED_SETTLEMENT");
            line.setLineId("known-" + payment.id());
            yield "MATCHED";
          }
          case 7 -> "MISSING_SETTLEMENT";
          default -> "MATCHED";
        };
    findings.put(payment.id(), finding);
    if (fault == 7) {
      lateLines.add(line);
    } else if (fault != 1) {
      lines.add(line);
    }
  }

  /** By charge, by payment intent or by our id; some with a cent of fee more, which is no fault. */
  private SettlementLine.Builder named(CardPayment payment) {
    SettlementLine.Builder line = payment.line();
    if (random.nextInt(10) == 0) {
      line.setFeeMinor(payment.pspFeeMinor() + 1);
    }
    return switch (random.nextInt(3)) {
      case 0 -> line.setPspReference(payment.intent());
      case 1 -> line.setPspReference(null).setPaymentId(payment.id());
      default -> line;
    };
  }

  long count(String status) {
    return findings.values().stream().filter(finding -> finding.startsWith(status)).count();
  }

  /** Sum of the payments that matched when their first line came, in minor units. */
  long bookedMinor() {
    return payments.stream()
        .filter(payment -> BOOKED.contains(findings.getOrDefault(payment.id(), "")))
        .mapToLong(CardPayment::amountMinor)
        .sum();
  }
}
