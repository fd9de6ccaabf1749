package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.transfers.TransferKey;
import io.penstock.schemas.AccountCommand;
import io.penstock.schemas.FraudCheck;
import io.penstock.schemas.FraudDecision;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.MerchantTerms;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentCommand;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Payments as a story, without a broker: given accounts and a PSP, when commands come, then
 * payments and balances. Where no topology screens for fraud, every payment is approved unless the
 * test says otherwise.
 */
public final class PaymentScenario implements AutoCloseable {
  private final ConnectedTopologies topologies;
  private final ScriptedPsp psp = new ScriptedPsp();
  private final ScriptedScreening screening = new ScriptedScreening();
  private int answeredRequests;
  private int answeredChecks;

  private PaymentScenario(ConnectedTopologies topologies) {
    this.topologies = topologies;
  }

  /** Starts topologies, given the functions that add each to a builder of its own. */
  public static PaymentScenario of(List<Consumer<StreamsBuilder>> builds) {
    return new PaymentScenario(ConnectedTopologies.of(builds));
  }

  /** A wallet in USD that holds so many cents. */
  public PaymentScenario givenWallet(String accountId, long amountMinor) {
    open(Commands.openWallet(accountId));
    if (amountMinor > 0) {
      when(Commands.transfer("fund-" + accountId).from("world:USD").to(accountId, amountMinor));
    }
    return this;
  }

  /** A merchant whose account is called {@code <id>-account}. */
  public PaymentScenario givenMerchant(String merchantId) {
    return givenMerchant(merchantId, 0, 0);
  }

  /** The same with a fee of so many basis points and so many cents a payment. */
  public PaymentScenario givenMerchant(String merchantId, int basisPoints, long fixedMinor) {
    topologies.send(
        Topics.MERCHANT_TERMS,
        merchantId,
        new MerchantTerms(
            merchantId, basisPoints, new HashMap<>(Map.of("USD", fixedMinor)), now()));
    return open(Commands.openMerchant(merchantId + "-account", merchantId, 0));
  }

  /** What screening says from now on. */
  public PaymentScenario givenFraudVerdict(FraudDecision decision) {
    screening.says(Optional.of(decision));
    return this;
  }

  /** Nobody screens from now on. */
  public PaymentScenario givenNobodyScreens() {
    screening.stops();
    return this;
  }

  /** Screening gives no verdict from now on, and says so when it is asked again. */
  public PaymentScenario givenNoFraudVerdict() {
    screening.says(Optional.empty());
    return this;
  }

  /** What the PSP does with the next call of an operation. */
  public PaymentScenario givenPsp(PspOperation operation, ScriptedPsp.Behaviour behaviour) {
    var _ = psp.next(operation, behaviour);
    return this;
  }

  public PaymentScenario when(Payments.Creation payment) {
    return when(payment.build());
  }

  public PaymentScenario when(PaymentCommand command) {
    topologies.send(Topics.PAYMENT_COMMANDS, command.getPaymentId(), command);
    return run();
  }

  /** A transfer beside the payments. */
  public PaymentScenario when(Commands.Transfer transfer) {
    TransferCommand command = transfer.build();
    String key = Objects.requireNonNull(TransferKey.of(command), "a transfer with a key");
    topologies.send(Topics.TRANSFERS_REQUESTED, key, command);
    return run();
  }

  /** An account command beside the payments, such as a freeze. */
  public PaymentScenario when(AccountCommand command) {
    return open(command);
  }

  /** The PSP tells by itself how the latest call of an operation stands. */
  public PaymentScenario whenWebhookSays(
      String paymentId, PspOperation operation, PspStatus status) {
    return whenPspSays(psp.webhook(paymentId, operation, status, now()));
  }

  /** Any message of the PSP. */
  public PaymentScenario whenPspSays(PspResult result) {
    topologies.send(Topics.PSP_RESULTS, result.getPaymentId(), result);
    return run();
  }

  /** A verdict that comes by itself, such as one of a fraud found later. */
  public PaymentScenario whenVerdictComes(String paymentId, FraudDecision decision) {
    FraudCheck check =
        topologies.sent(Topics.FRAUD_CHECKS).stream()
            .filter(asked -> asked.getPaymentId().equals(paymentId))
            .reduce((_, last) -> last)
            .orElseThrow(() -> new AssertionError(paymentId + " was never screened"));
    send(ScriptedScreening.verdict(check, decision, now()));
    return run();
  }

  public PaymentScenario after(Duration duration) {
    topologies.advance(duration);
    return run();
  }

  /** The payment as its latest event shows it. */
  public PaymentAssert thenPayment(String paymentId) {
    PaymentEvent latest =
        events(paymentId).stream()
            .filter(event -> event.getSequence() > 0)
            .reduce((_, last) -> last)
            .orElseThrow(() -> noPayment(paymentId));
    return new PaymentAssert(Objects.requireNonNull(latest.getPayment(), "payment"));
  }

  private AssertionError noPayment(String paymentId) {
    return new AssertionError(
        "there is no payment " + paymentId + "; dead letters: " + topologies.deadLetterReasons());
  }

  /** Everything that was told of a payment, answers to repeats and refusals included. */
  public List<PaymentEvent> events(String paymentId) {
    return topologies.sent(Topics.PAYMENT_EVENTS).stream()
        .filter(event -> event.getPaymentId().equals(paymentId))
        .toList();
  }

  /** The last command was refused with this code. */
  public PaymentScenario thenRefused(String paymentId, String code) {
    PaymentEvent last = events(paymentId).getLast();
    assertThat(last.getSequence()).as(last.toString()).isZero();
    assertThat(last.getCode()).as(last.toString()).isEqualTo(code);
    return this;
  }

  /** The latest version of an account. */
  public BalanceAssert thenBalance(String accountId) {
    return BalanceAssert.ofLatest(topologies.sent(Topics.ACCOUNT_BALANCES), accountId);
  }

  /** What the PSP did for a payment, whatever it answered: the amounts, one a deed. */
  public List<Long> pspDid(String paymentId, PspOperation operation) {
    return psp.amounts(paymentId, operation);
  }

  /** What lies beneath. */
  public ConnectedTopologies topologies() {
    return topologies;
  }

  /** The payment now, for a test that must look inside. */
  public Payment payment(String paymentId) {
    return thenPayment(paymentId).actual();
  }

  private PaymentScenario open(AccountCommand command) {
    topologies.send(Topics.ACCOUNT_COMMANDS, command.getAccountId(), command);
    return run();
  }

  /** Answers for PSP and screening until nobody asks any more. */
  private PaymentScenario run() {
    boolean asked = true;
    while (asked) {
      asked = answerPspRequests() || answerFraudChecks();
    }
    return this;
  }

  private boolean answerPspRequests() {
    List<PspRequest> requests = topologies.sent(Topics.PSP_REQUESTS);
    if (answeredRequests == requests.size()) {
      return false;
    }
    PspResult result = psp.answer(requests.get(answeredRequests++), now());
    topologies.send(Topics.PSP_RESULTS, result.getPaymentId(), result);
    return true;
  }

  private boolean answerFraudChecks() {
    List<FraudCheck> checks = topologies.sent(Topics.FRAUD_CHECKS);
    if (topologies.read(Topics.FRAUD_CHECKS) || answeredChecks == checks.size()) {
      return false;
    }
    FraudCheck check = checks.get(answeredChecks++);
    screening.answer(check, now()).ifPresent(this::send);
    return true;
  }

  private void send(FraudVerdict said) {
    topologies.send(Topics.FRAUD_VERDICTS, Keys.fraudVerdict(said), said);
  }

  private long now() {
    return topologies.nowMs();
  }

  @Override
  public void close() {
    topologies.close();
  }
}
