package io.penstock.domain.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.flows.FlowDecision;
import io.penstock.domain.fraud.FraudScreening;
import io.penstock.domain.payments.PaymentInput.Commanded;
import io.penstock.domain.payments.PaymentInput.FundsMoved;
import io.penstock.domain.payments.PaymentInput.Parties;
import io.penstock.domain.payments.PaymentInput.PspAnswered;
import io.penstock.domain.payments.PaymentInput.Screened;
import io.penstock.domain.payments.PaymentInput.TimeCame;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Listing;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.PartySearch;
import io.penstock.schemas.PartyStep;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PaymentPhase;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferCommand;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One payment, all that it talks to, and a record of what was said. */
final class SimulatedPayment {
  static final String PAYER = "alice";
  static final String MERCHANT = "shop-till";
  private static final String VERDICTS = "verdicts";
  private static final int SLOWEST_VERDICT_MS = 1_300;
  private static final int SLOWEST_TIMER_MS = 1_000;
  private static final Set<PaymentStatus> ENDS =
      EnumSet.of(PaymentStatus.FAILED, PaymentStatus.FLAGGED_FRAUD, PaymentStatus.CANCELLED);

  final Agenda agenda = new Agenda();
  final NaiveBooks books;
  final NaivePsp psp;

  /** Request ids of events, as often as they were answered. */
  final List<String> answered = new ArrayList<>();

  /** What the payment has asked the ledger for. */
  private final List<TransferCommand> transfers = new ArrayList<>();

  private final List<String> story = new ArrayList<>();
  final Set<String> transitions = new TreeSet<>();
  private final Map<String, Integer> refundVersions = new HashMap<>();
  private final Random random;
  private final PaymentFlow flow;
  private final MerchantTerms terms;
  private final Losses losses;
  private int leastFate;
  private int checks;
  private int slowestVerdictMs = SLOWEST_VERDICT_MS;
  private @Nullable Payment payment;
  private @Nullable Long wakesAtMs;

  SimulatedPayment(Random random, Losses losses, PaymentRules rules, MerchantTerms terms) {
    this.random = random;
    this.losses = losses;
    this.flow = new PaymentFlow(rules);
    this.terms = terms;
    this.books = new NaiveBooks(agenda, random, losses, outcome -> tell(new FundsMoved(outcome)));
    this.psp = new NaivePsp(agenda, random, losses, result -> tell(new PspAnswered(result)));
  }

  Payment payment() {
    return Objects.requireNonNull(payment, "nobody made the payment");
  }

  /** What the payment was told and what it said, in order. */
  String story() {
    return String.join("\n", story);
  }

  void command(PaymentCommand command) {
    tell(new Commanded(command, new Parties(PAYER, MERCHANT, terms)));
  }

  /** How long a verdict may take from now on. */
  void screensWithin(int slowestMs) {
    slowestVerdictMs = slowestMs;
  }

  /** No check stays without a verdict. */
  void screensAll() {
    leastFate = 1;
  }

  /** How often the screening was asked. */
  int checks() {
    return checks;
  }

  void verdict(FraudSubject subject, FraudDecision decision) {
    tell(
        new Screened(
            FraudVerdict.newBuilder()
                .setPaymentId("p1")
                .setSubjectType(subject)
                .setSubjectId("s1")
                .setDecision(decision)
                .setRulesVersion("1")
                .setMerchantId("shop")
                .setAmountMinor(1)
                .setCurrency("USD")
                .setDecidedAtMs(agenda.nowMs())
                .build()));
  }

  /** Somebody makes the ledger say something under the name of one of the payment's transfers. */
  void forged(Forger forger) {
    PaymentInput forged = new FundsMoved(forger.forge(transfers));
    story.add(agenda.nowMs() + " < forged " + forged);
    FlowDecision<Payment> decision = flow.decide(payment, forged, agenda.nowMs());
    assertThat(decision.outputs()).as("what follows from a forgery").isEmpty();
    assertThat(decision.state()).as("what a forgery changes").isIn(null, payment);
  }

  private void tell(PaymentInput input) {
    story.add(agenda.nowMs() + " < " + input);
    Payment before = payment;
    FlowDecision<Payment> decision = flow.decide(before, input, agenda.nowMs());
    if (decision.state() != null) {
      payment = decision.state();
    }
    decision.outputs().forEach(this::hear);
    notePhases(before, decision.outputs());
    wakeUpInTime();
    if (payment != null && !Waits.isAtRest(payment)) {
      assertThat(payment.getWaits()).as("what asks again for what is awaited").isNotEmpty();
    }
    if (before != null) {
      eventsAreGapless(before, payment(), decision.outputs());
      if (ENDS.contains(before.getStatus())) {
        assertThat(payment().getStatus()).as("an end is one").isEqualTo(before.getStatus());
      }
    }
  }

  /** Every change of phase that was told or kept, as the diagram in the docs writes it. */
  private void notePhases(@Nullable Payment before, List<SpecificRecord> outputs) {
    List<PaymentPhase> phases = new ArrayList<>();
    if (before != null) {
      phases.add(before.getPhase());
    }
    for (SpecificRecord output : outputs) {
      if (output instanceof PaymentEvent event && event.getSequence() > 0) {
        phases.add(event.getPayment().getPhase());
      }
    }
    if (payment != null) {
      phases.add(payment.getPhase());
    }
    for (int i = 1; i < phases.size(); i++) {
      if (phases.get(i) != phases.get(i - 1)) {
        transitions.add(phases.get(i - 1) + " --> " + phases.get(i));
      }
    }
  }

  /** There is one time for all that is awaited, and an earlier one is forgotten. */
  private void wakeUpInTime() {
    Long dueMs = payment == null ? null : Waits.wakeAtMs(payment);
    if (!Objects.equals(dueMs, wakesAtMs) && dueMs != null) {
      agenda.in(
          Math.max(0, dueMs - agenda.nowMs()) + random.nextInt(SLOWEST_TIMER_MS),
          () -> wakeUp(dueMs));
    }
    wakesAtMs = dueMs;
  }

  private void wakeUp(long dueMs) {
    if (wakesAtMs != null && wakesAtMs == dueMs) {
      wakesAtMs = null;
      tell(new TimeCame());
    }
  }

  private void hear(SpecificRecord output) {
    story.add(agenda.nowMs() + " > " + output);
    switch (output) {
      case PaymentEvent event -> {
        if (event.getRequestId() != null) {
          answered.add(event.getRequestId());
        }
      }
      case Refund refund -> {
        int version = Math.toIntExact(refund.getVersion());
        Integer last = refundVersions.put(refund.getRefundId(), version);
        assertThat(version).as("version").isEqualTo(last == null ? 1 : last + 1);
      }
      case TransferCommand transfer -> {
        transfers.add(transfer);
        books.request(transfer);
      }
      case PspRequest request -> psp.request(request);
      case FraudCheck check -> screen(check);
      case FraudVerdict tick -> agenda.in(VERDICTS, delay(), () -> tell(new Screened(tick)));
      case PartySearch search -> agenda.in(delay(), () -> tell(answer(search)));
      case Listing _ -> {}
      default -> throw new IllegalStateException("nobody hears " + output);
    }
  }

  /** A merchant is sometimes closed for a while. */
  private PaymentInput answer(PartySearch search) {
    PartySearch found = PartySearches.next(search, random.nextInt(4) == 0 ? null : MERCHANT);
    assertThat(found.getStep()).isEqualTo(PartyStep.FOUND);
    return PartySearches.answer(found, terms);
  }

  /** Approved, rejected, late or never; answered one after the other. */
  private void screen(FraudCheck check) {
    checks++;
    boolean checkLost = losses.next();
    boolean verdictLost = losses.next();
    if (checkLost || verdictLost) {
      story.add(agenda.nowMs() + " lost, or its verdict: " + check);
      return;
    }
    if (check.getTick()) {
      FraudVerdict tick = FraudScreening.tick(check, agenda.nowMs());
      agenda.in(VERDICTS, delay(), () -> tell(new Screened(tick)));
      return;
    }
    int fate = random.nextInt(leastFate, 20);
    if (fate > 0) {
      FraudDecision decision = fate < 3 ? FraudDecision.REJECT : FraudDecision.APPROVE;
      agenda.in(VERDICTS, delay(), () -> verdict(check.getSubjectType(), decision));
    }
  }

  private long delay() {
    return random.nextInt(slowestVerdictMs);
  }

  private static void eventsAreGapless(
      Payment before, Payment after, List<SpecificRecord> outputs) {
    long sequence = before.getSequence();
    for (SpecificRecord output : outputs) {
      if (output instanceof PaymentEvent event && event.getSequence() > 0) {
        sequence++;
        assertThat(event.getSequence()).as("sequence").isEqualTo(sequence);
      }
    }
    assertThat(after.getSequence()).isEqualTo(sequence);
  }
}
