package io.penstock.domain.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.CaptureMode;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.Funding;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentAction;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentCreation;
import io.penstock.schemas.PaymentStatus;
import io.penstock.schemas.Refund;
import io.penstock.schemas.RefundStatus;
import io.penstock.schemas.Screening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A payment between a naive ledger and a PSP on a bad line, under random commands, verdicts and
 * delays, with questions and answers that are lost, until nothing happens any more. A failing run
 * names its seed and tells its story; {@code -Dseed=N} runs that one, {@code -Dseeds=N} more.
 */
class PaymentSimulationTest {
  private static final int MOST_STEPS = 5_000;
  private static final int MOST_LOSSES = 12;
  private static final long LATE_MS = 3 * 3_600_000L;
  private static final long AMOUNT = 1_000;
  private static final long PAYER_HAS = 1_500;

  private static final Set<String> TRANSITIONS = new TreeSet<>();
  private static final Pattern DRAWN = Pattern.compile("[A-Z]+ --> [A-Z]+");

  private final List<String> asked = new ArrayList<>();
  private long merchantHad;

  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one == null
        ? LongStream.range(0, Integer.getInteger("seeds", 1_000))
        : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void comesToRestWithEveryPennyAccountedFor(long seed) {
    Random random = new Random(seed);
    Losses losses = new Losses(random, random.nextInt(3) * 10, MOST_LOSSES);
    SimulatedPayment world = new SimulatedPayment(random, losses, rules(random), terms(random));
    fund(world, random);
    plan(world, random, random.nextBoolean() ? Funding.CARD : Funding.WALLET);
    forge(world, new Random(~seed));
    captureByHand(world, new Random(seed * 31 + 7));

    try {
      int steps = 0;
      while (world.agenda.next()) {
        assertThat(++steps).as("it comes to rest").isLessThan(MOST_STEPS);
      }
      TRANSITIONS.addAll(world.transitions);

      Payment payment = world.payment();
      assertThat(Waits.isAtRest(payment)).as("rests").isTrue();
      assertThat(payment.getWaits()).as("waits for nothing").isEmpty();
      assertThat(world.answered).containsExactlyInAnyOrderElementsOf(asked);
      statusFitsTheSums(payment);
      noRejectedMoneyIsKept(payment);
      nobodyPaysForNothing(world, payment);
      everyPennyIsWhereItBelongs(world, payment);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e.getMessage() + "\n" + world.story(), e);
    }
  }

  /** The diagram in the docs has the transitions that the table makes, and no others. */
  @AfterAll
  static void theDiagramShowsWhatHappens() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/payments.md"))) {
      root = Objects.requireNonNull(root.getParent(), "docs/payments.md");
    }
    List<String> drawn =
        DRAWN
            .matcher(Files.readString(root.resolve("docs/payments.md")))
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(drawn).containsAll(TRANSITIONS);
    if (seeds().count() >= 1_000) {
      // The ledger of the simulation has no merchant that cannot take what a card paid.
      assertThat(drawn)
          .filteredOn(transition -> !TRANSITIONS.contains(transition))
          .containsExactly("CAPTURED --> COMPENSATING");
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void takesNoVerdictThatLiesUnreadForAMissingOne(long seed) {
    Random random = new Random(seed);
    SimulatedPayment world =
        new SimulatedPayment(random, new Losses(random, 0, 0), PaymentRules.DEFAULT, terms(random));
    world.screensWithin(3_600_000);
    world.screensAll();
    world.books.move(SimulatedPayment.PAYER, PAYER_HAS);
    command(world, 0, create(Funding.WALLET, CaptureMode.AUTOMATIC));

    while (world.agenda.next()) {
      assertThat(world.payment().getPayerScreening()).isNotEqualTo(Screening.MISSING);
    }

    assertThat(world.payment().getStatus())
        .as(world.story())
        .isIn(PaymentStatus.SUCCEEDED, PaymentStatus.FLAGGED_FRAUD);
    assertThat(world.checks()).as("one check and one tick").isLessThanOrEqualTo(2);
  }

  private static PaymentRules rules(Random random) {
    return PaymentRules.DEFAULT
        .withAuthorizationLifetime(Duration.ofSeconds(random.nextInt(2, 100)))
        .withVerdictTimeout(
            Duration.ofSeconds(1),
            random.nextBoolean()
                ? PaymentRules.WithoutVerdict.OPEN
                : PaymentRules.WithoutVerdict.CLOSED);
  }

  private static MerchantTerms terms(Random random) {
    return MerchantTerms.newBuilder()
        .setMerchantId("shop")
        .setFeeBasisPoints(random.nextInt(3) * 100)
        .setFeeFixedMinor(Map.of("USD", random.nextLong(3) * 10))
        .setChangedAtMs(1)
        .build();
  }

  private void fund(SimulatedPayment world, Random random) {
    long payer = random.nextInt(8) == 0 ? AMOUNT / 2 : PAYER_HAS;
    long merchant = random.nextInt(4) == 0 ? 0 : PAYER_HAS;
    merchantHad = merchant;
    world.books.move(SimulatedPayment.PAYER, payer);
    world.books.move(SimulatedPayment.MERCHANT, merchant);
    world.books.move("world:USD", -payer - merchant);
  }

  /** What people do, at any moment. */
  private void plan(SimulatedPayment world, Random random, Funding funding) {
    CaptureMode capture = random.nextBoolean() ? CaptureMode.AUTOMATIC : CaptureMode.MANUAL;
    command(world, 0, create(funding, capture));
    for (int more = random.nextInt(6); more > 0; more--) {
      command(world, moment(random), anyCommand(random, create(funding, capture)));
    }
    if (random.nextInt(8) == 0) {
      world.agenda.in(
          moment(random), () -> world.verdict(FraudSubject.PAYER, FraudDecision.REJECT));
    }
    if (random.nextInt(10) == 0) {
      world.agenda.in(moment(random), () -> world.books.close(SimulatedPayment.MERCHANT));
    }
    // In the end the merchant can pay what he owes.
    world.agenda.in(
        LATE_MS,
        () -> {
          world.books.open(SimulatedPayment.MERCHANT);
          world.books.move(SimulatedPayment.MERCHANT, PAYER_HAS);
          world.books.move("world:USD", -PAYER_HAS);
        });
  }

  /** Another source, so that the seeds of the past keep their stories. */
  private static void captureByHand(SimulatedPayment world, Random random) {
    if (random.nextInt(3) == 0) {
      long amount = random.nextBoolean() ? AMOUNT : random.nextLong(1, AMOUNT);
      boolean told = random.nextBoolean();
      world.agenda.in(moment(random), () -> world.psp.captureByHand(amount, told));
    }
  }

  /** Outcomes that nobody asked for, at any moment: they change nothing. */
  private static void forge(SimulatedPayment world, Random random) {
    Forger forger = new Forger(random);
    for (int more = random.nextInt(30); more > 0; more--) {
      world.agenda.in(moment(random), () -> world.forged(forger));
    }
  }

  private static long moment(Random random) {
    return random.nextInt(random.nextBoolean() ? 4_000 : 60_000);
  }

  private void command(SimulatedPayment world, long afterMs, PaymentCommand.Builder command) {
    String request = "request-" + asked.size();
    asked.add(request);
    PaymentCommand sent = command.setPaymentId("p1").setRequestId(request).build();
    world.agenda.in(afterMs, () -> world.command(sent));
  }

  private static PaymentCommand.Builder create(Funding funding, CaptureMode capture) {
    return PaymentCommand.newBuilder()
        .setPaymentId("p1")
        .setAction(PaymentAction.CREATE)
        .setCreation(
            PaymentCreation.newBuilder()
                .setPayerAccountId(SimulatedPayment.PAYER)
                .setMerchantId("shop")
                .setAmountMinor(AMOUNT)
                .setCurrency("USD")
                .setFunding(funding)
                .setToken(funding == Funding.CARD ? "tok_visa" : null)
                .setCapture(capture)
                .build());
  }

  private static PaymentCommand.Builder anyCommand(Random random, PaymentCommand.Builder create) {
    Long amount = random.nextBoolean() ? null : random.nextLong(-1, AMOUNT + 10);
    PaymentCommand.Builder command =
        PaymentCommand.newBuilder()
            .setPaymentId("p1")
            .setAmountMinor(amount)
            .setCommandId("command-" + random.nextInt(3));
    return switch (random.nextInt(8)) {
      case 0 -> create;
      case 1 -> command.setAction(PaymentAction.CANCEL);
      case 2, 3 -> command.setAction(PaymentAction.CAPTURE);
      default -> command.setAction(PaymentAction.REFUND).setRefundId("refund-" + random.nextInt(4));
    };
  }

  private static void statusFitsTheSums(Payment payment) {
    long captured = payment.getAmountCapturedMinor();
    long refunded = payment.getAmountRefundedMinor();
    assertThat(captured).isBetween(0L, AMOUNT);
    assertThat(refunded).isBetween(0L, captured);
    assertThat(refunded)
        .isEqualTo(
            payment.getRefunds().stream()
                .filter(refund -> refund.getStatus() == RefundStatus.SUCCEEDED)
                .mapToLong(Refund::getAmountMinor)
                .sum());
    PaymentStatus status = payment.getStatus();
    if (captured == 0) {
      assertThat(status)
          .isIn(PaymentStatus.FAILED, PaymentStatus.FLAGGED_FRAUD, PaymentStatus.CANCELLED);
    } else if (refunded == 0) {
      assertThat(status).isEqualTo(PaymentStatus.SUCCEEDED);
    } else {
      assertThat(status)
          .isEqualTo(
              refunded == captured ? PaymentStatus.REFUNDED : PaymentStatus.PARTIALLY_REFUNDED);
    }
  }

  /** However often the refund was refused before. */
  private static void noRejectedMoneyIsKept(Payment payment) {
    boolean rejected =
        payment.getPayerScreening() == Screening.REJECTED
            || payment.getCardScreening() == Screening.REJECTED;
    if (rejected) {
      assertThat(payment.getAmountRefundedMinor()).isEqualTo(payment.getAmountCapturedMinor());
    }
    assertThat(payment.getFraudRefund()).as("what is owed").isNull();
  }

  /** No card stays charged for what did not come about, unless the PSP keeps the sum. */
  private static void nobodyPaysForNothing(SimulatedPayment world, Payment payment) {
    if (payment.getAmountCapturedMinor() == 0) {
      assertThat(world.psp.net())
          .as("charged for what is " + payment.getStatus())
          .isEqualTo(world.books.posted("suspense:USD"));
    }
  }

  private void everyPennyIsWhereItBelongs(SimulatedPayment world, Payment payment) {
    long kept = payment.getAmountCapturedMinor() - payment.getAmountRefundedMinor();
    assertThat(world.books.sum()).as("all accounts together").isZero();
    assertThat(world.books.holdsNothing()).as("no hold is left").isTrue();
    assertThat(world.psp.captures()).isLessThanOrEqualTo(1);
    assertThat(world.psp.keepsAnAuthorization()).as("the card is free").isFalse();
    assertThat(world.psp.net())
        .as("what the PSP owes us, in its books and in ours")
        .isEqualTo(-world.books.posted("psp:stripe:USD"));
    // A refund that came back to a closed account waits there for the merchant.
    long waits = payment.getAmountCapturedMinor() > 0 ? world.books.posted("suspense:USD") : 0;
    assertThat(
            world.books.posted(SimulatedPayment.MERCHANT) + waits + world.books.posted("fees:USD"))
        .as("what the merchant has, and we")
        .isEqualTo(merchantHad + PAYER_HAS + kept);
  }
}
