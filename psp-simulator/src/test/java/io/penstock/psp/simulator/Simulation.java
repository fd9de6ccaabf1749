package io.penstock.psp.simulator;

import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.CaptureMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A simulator with Stripe's own client before it, and what tests often do with it. */
final class Simulation implements AutoCloseable {
  private final Path directory;
  private final SimulatorSettings settings;
  private final HttpClient http = HttpClient.newHttpClient();
  PspSimulator simulator;
  StripeClient stripe;

  Simulation(Path directory, UnaryOperator<SimulatorSettings> change) {
    this.directory = directory;
    this.settings = change.apply(SimulatorSettings.defaults().withSettlementDelay(Duration.ZERO));
    this.simulator = PspSimulator.start(directory, "127.0.0.1", 0, settings);
    this.stripe = client();
  }

  Simulation(Path directory) {
    this(directory, settings -> settings);
  }

  private StripeClient client() {
    return StripeClient.builder()
        .setApiKey(SimulatorSettings.API_KEY)
        .setApiBase(simulator.url().toString())
        .setMaxNetworkRetries(0)
        .build();
  }

  void restart() {
    simulator.close();
    simulator = PspSimulator.start(directory, "127.0.0.1", 0, settings);
    stripe = client();
  }

  void turn(String knob, Object value) {
    simulator.turn(simulator.knobs().with(knob, value));
  }

  PaymentIntent pay(String token, long amount) throws StripeException {
    return stripe.v1().paymentIntents().create(payment(token, amount).build());
  }

  PaymentIntent authorize(String token, long amount) throws StripeException {
    return stripe
        .v1()
        .paymentIntents()
        .create(payment(token, amount).setCaptureMethod(CaptureMethod.MANUAL).build());
  }

  /** A confirmed payment in dollars, by a {@code pm_card_…} or a {@code tok_…}. */
  static PaymentIntentCreateParams.Builder payment(String token, long amount) {
    PaymentIntentCreateParams.Builder params =
        PaymentIntentCreateParams.builder().setAmount(amount).setCurrency("usd").setConfirm(true);
    return token.startsWith("tok_")
        ? params
            .putExtraParam("payment_method_data[type]", "card")
            .putExtraParam("payment_method_data[card][token]", token)
        : params.setPaymentMethod(token);
  }

  static RequestOptions key(String idempotencyKey) {
    return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
  }

  static CardException decline(ThrowingCallable call) {
    return Assertions.catchThrowableOfType(CardException.class, call);
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(at(path)));
  }

  HttpResponse<String> post(String path, String body) {
    return send(HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofString(body)));
  }

  URI at(String path) {
    return simulator.url().resolve(path);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    simulator.close();
    http.close();
  }
}
