package io.penstock.psp.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentRetrieveParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.service.PaymentIntentService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class PaymentIntentsTest {
  private Simulation simulation;
  private PaymentIntentService intents;

  @BeforeAll
  void start(@TempDir Path directory) {
    simulation = new Simulation(directory);
    intents = simulation.stripe.v1().paymentIntents();
  }

  @AfterAll
  void stop() {
    simulation.close();
  }

  @Test
  void holdsThenCapturesAPart() throws StripeException {
    PaymentIntent held = simulation.authorize("pm_card_visa", 1_000);

    PaymentIntent captured =
        intents.capture(
            held.getId(),
            PaymentIntentCaptureParams.builder()
                .setAmountToCapture(700L)
                .addExpand("latest_charge.balance_transaction")
                .build());

    Charge charge = captured.getLatestChargeObject();
    assertThat(held.getStatus()).isEqualTo("requires_capture");
    assertThat(held.getAmountCapturable()).isEqualTo(1_000);
    assertThat(captured.getStatus()).isEqualTo("succeeded");
    assertThat(captured.getAmountReceived()).isEqualTo(700);
    assertThat(captured.getAmountCapturable()).isZero();
    assertThat(charge.getAmountCaptured()).isEqualTo(700);
    assertThat(charge.getBalanceTransactionObject().getFee()).isEqualTo(50);
    assertThat(charge.getBalanceTransactionObject().getNet()).isEqualTo(650);
  }

  @Test
  void capturesNoMoreThanIsHeldAndOnlyOnce() throws StripeException {
    PaymentIntent held = simulation.authorize("pm_card_visa", 1_000);

    InvalidRequestException tooMuch = refusal(() -> capture(held, 1_001));
    var _ = capture(held, 1_000);
    InvalidRequestException twice = refusal(() -> capture(held, 1_000));

    assertThat(tooMuch.getCode()).isEqualTo("amount_too_large");
    assertThat(twice.getCode()).isEqualTo("payment_intent_unexpected_state");
    assertThat(twice.getStripeError().getPaymentIntent().getStatus()).isEqualTo("succeeded");
  }

  private PaymentIntent capture(PaymentIntent held, long amount) throws StripeException {
    return intents.capture(
        held.getId(), PaymentIntentCaptureParams.builder().setAmountToCapture(amount).build());
  }

  @Test
  void cancelsWhatIsHeldButNotWhatIsTaken() throws StripeException {
    PaymentIntent held = simulation.authorize("pm_card_visa", 1_000);
    PaymentIntent taken = simulation.pay("pm_card_visa", 1_000);

    PaymentIntent cancelled =
        intents.cancel(
            held.getId(),
            PaymentIntentCancelParams.builder()
                .setCancellationReason(
                    PaymentIntentCancelParams.CancellationReason.REQUESTED_BY_CUSTOMER)
                .build());

    assertThat(cancelled.getStatus()).isEqualTo("canceled");
    assertThat(cancelled.getCancellationReason()).isEqualTo("requested_by_customer");
    assertThat(cancelled.getCanceledAt()).isPositive();
    assertThat(refusal(() -> intents.cancel(taken.getId())).getCode())
        .isEqualTo("payment_intent_unexpected_state");
    assertThat(refusal(() -> intents.cancel(held.getId())).getCode())
        .isEqualTo("payment_intent_unexpected_state");
    assertThat(refusal(() -> capture(held, 1)).getCode())
        .isEqualTo("payment_intent_unexpected_state");
  }

  @Test
  void confirmsInASecondCallAndAfterADecline() throws StripeException {
    PaymentIntent created =
        intents.create(
            PaymentIntentCreateParams.builder().setAmount(900L).setCurrency("EUR").build());

    var declined = Simulation.decline(() -> confirm(created, "pm_card_chargeDeclined"));
    PaymentIntent paid = confirm(created, "pm_card_mastercard");

    assertThat(created.getStatus()).isEqualTo("requires_payment_method");
    assertThat(created.getCurrency()).isEqualTo("eur");
    assertThat(declined.getDeclineCode()).isEqualTo("generic_decline");
    assertThat(paid.getStatus()).isEqualTo("succeeded");
    assertThat(paid.getLastPaymentError()).isNull();
  }

  private PaymentIntent confirm(PaymentIntent intent, String method) throws StripeException {
    return intents.confirm(
        intent.getId(), PaymentIntentConfirmParams.builder().setPaymentMethod(method).build());
  }

  @Test
  void goesOnWhenTheHolderHasAuthenticated() throws StripeException {
    PaymentIntent proven = simulation.pay("pm_card_threeDSecure2Required", 1_000);
    PaymentIntent failed = simulation.pay("pm_card_threeDSecure2Required", 1_000);

    var _ = simulation.post(authenticate(proven), "{}");
    var _ = simulation.post(authenticate(failed), "{\"success\":false}");

    assertThat(intents.retrieve(proven.getId()).getStatus()).isEqualTo("succeeded");
    assertThat(intents.retrieve(failed.getId()).getStatus()).isEqualTo("requires_payment_method");
  }

  private static String authenticate(PaymentIntent intent) {
    return "/_simulator/payment_intents/" + intent.getId() + "/authenticate";
  }

  @Test
  void findsByMetadata() throws StripeException {
    PaymentIntentCreateParams.Builder params = Simulation.payment("pm_card_visa", 100);
    PaymentIntent wanted =
        intents.create(params.putMetadata("payment_id", "p 1&2").putMetadata("shop", "s").build());
    var _ = simulation.pay("pm_card_visa", 100);

    List<PaymentIntent> found = search("metadata['payment_id']:'p 1&2' AND status:'succeeded'");

    assertThat(found).extracting(PaymentIntent::getId).containsExactly(wanted.getId());
    assertThat(found.getFirst().getMetadata()).containsEntry("shop", "s");
    assertThat(search("metadata['payment_id']:'p 1'")).isEmpty();
    assertThat(search("metadata['payment_id']:'p 1&2' AND metadata['shop']:'t'")).isEmpty();
    assertThat(refusal(() -> search("amount>5")).getParam()).isEqualTo("query");
  }

  private List<PaymentIntent> search(String query) throws StripeException {
    return intents.search(PaymentIntentSearchParams.builder().setQuery(query).build()).getData();
  }

  @Test
  void listsNewestFirstPageByPage() throws StripeException {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.addFirst(simulation.pay("pm_card_visa", 100).getId());
    }

    List<String> listed = new ArrayList<>();
    for (PaymentIntent each :
        intents.list(PaymentIntentListParams.builder().setLimit(2L).build()).autoPagingIterable()) {
      listed.add(each.getId());
    }

    assertThat(listed).startsWith(made.toArray(String[]::new)).doesNotHaveDuplicates();
  }

  @Test
  void expandsWhatIsAskedFor() throws StripeException {
    String id = simulation.pay("pm_card_visa", 100).getId();

    PaymentIntent expanded =
        intents.retrieve(
            id, PaymentIntentRetrieveParams.builder().addExpand("latest_charge").build());

    assertThat(expanded.getLatestChargeObject().getPaymentIntent()).isEqualTo(id);
    assertThat(intents.retrieve(id).getLatestChargeObject()).isNull();
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThat(refusal(() -> simulation.pay("pm_card_visa", 0)).getParam()).isEqualTo("amount");
    assertThat(refusal(() -> simulation.pay("pm_card_visa", 100_000_000)).getCode())
        .isEqualTo("amount_too_large");
    assertThat(refusal(() -> intents.retrieve("pi_nobody")).getStatusCode()).isEqualTo(404);
    assertThat(refusal(() -> intents.retrieve("pi_nobody")).getCode())
        .isEqualTo("resource_missing");
  }

  @Test
  void takesNoCardNumbers() {
    var withNumber =
        Simulation.payment("pm_card_visa", 100).putMetadata("note", "4242-4242-4242-4242").build();

    var refused = catchThrowableOfType(StripeException.class, () -> intents.create(withNumber));

    assertThat(refused.getStatusCode()).isEqualTo(400);
    assertThat(refused.getMessage()).doesNotContain("4242");
  }

  private interface Call {
    Object run() throws StripeException;
  }

  private static InvalidRequestException refusal(Call call) {
    return catchThrowableOfType(InvalidRequestException.class, call::run);
  }
}
