package io.penstock.psp;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.psp.connector.ForgedWebhookException;
import io.penstock.psp.connector.PspConnector;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import io.penstock.schemas.serde.SchemaRegistry.UnknownSchemaException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * Takes PSPs' webhooks: {@code POST /webhook/{psp}}, and {@code POST /webhook} while there is only
 * one PSP. 200 means that what it tells is safe in psp.results; without it a PSP sends the webhook
 * again.
 */
public final class WebhookRoutes implements AutoCloseable {
  private static final int BODY_LIMIT = 256 * 1024;

  private final PspConnector connector;
  private final PspProducer producer;
  private final MeterRegistry meters;

  /** Connects to nothing yet. */
  public WebhookRoutes(PspSettings settings, MeterRegistry meters) {
    connector = new StripeConnector(settings.stripe());
    producer = new PspProducer(settings, "penstock-webhooks");
    this.meters = meters;
  }

  /** The server must run on virtual threads, since a webhook waits until Kafka has it. */
  public void addTo(RoutesConfig routes) {
    routes.post("/webhook", this::take);
    routes.post("/webhook/{psp}", this::takeOf);
  }

  private void takeOf(Context ctx) {
    if (!ctx.pathParam("psp").equals(connector.name())) {
      throw new ProblemException(
          Problem.of(404, "psp_not_found", "There is no PSP of this name here."));
    }
    take(ctx);
  }

  private void take(Context ctx) {
    byte[] body = body(ctx);
    Optional<PspResult> told;
    try {
      told = connector.webhook(body, ctx.header(connector.signatureHeader()));
    } catch (ForgedWebhookException e) {
      count("refused");
      throw new ProblemException(
          Problem.ofField(
              400,
              "webhook_signature_invalid",
              connector.signatureHeader(),
              String.valueOf(e.getMessage())));
    }
    told.ifPresent(this::keep);
    count(told.isPresent() ? "taken" : "ignored");
    ctx.status(200).contentType("application/json").result("{\"received\":true}");
  }

  private void keep(PspResult result) {
    try {
      PspProducer.await(producer.send(Topics.PSP_RESULTS, result.getPaymentId(), result));
    } catch (KafkaException | RegistryUnavailableException | UnknownSchemaException e) {
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        Problem.of(503, "kafka_unavailable", "Kafka is away; send the webhook again."));
  }

  private static byte[] body(Context ctx) {
    try (InputStream in = ctx.req().getInputStream()) {
      byte[] body = in.readNBytes(BODY_LIMIT + 1);
      if (body.length > BODY_LIMIT) {
        ctx.header("Connection", "close");
        throw new ProblemException(
            Problem.of(413, "body_too_large", "A webhook has at most " + BODY_LIMIT + " bytes."));
      }
      return body;
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(400, "body_incomplete", "The body ended before its announced length."));
    }
  }

  private void count(String outcome) {
    meters
        .counter("penstock.psp.webhooks", "psp", connector.name(), "outcome", outcome)
        .increment();
  }

  @Override
  public void close() {
    producer.close();
    connector.close();
  }
}
