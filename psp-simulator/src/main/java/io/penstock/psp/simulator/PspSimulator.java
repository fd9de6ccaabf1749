package io.penstock.psp.simulator;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.penstock.psp.simulator.account.BalanceTransactions;
import io.penstock.psp.simulator.account.Charges;
import io.penstock.psp.simulator.account.Disputes;
import io.penstock.psp.simulator.account.Intents;
import io.penstock.psp.simulator.account.NextActions;
import io.penstock.psp.simulator.account.PaymentMethods;
import io.penstock.psp.simulator.account.Refunds;
import io.penstock.psp.simulator.account.SettlementReport;
import io.penstock.psp.simulator.state.Agenda;
import io.penstock.psp.simulator.state.Agenda.Errand;
import io.penstock.psp.simulator.state.Documents;
import io.penstock.psp.simulator.state.Events;
import io.penstock.psp.simulator.state.Json;
import io.penstock.psp.simulator.state.KnobBoard;
import io.penstock.psp.simulator.state.Knobs;
import io.penstock.psp.simulator.state.StateFile;
import io.penstock.psp.simulator.state.StripeError;
import io.penstock.psp.simulator.state.Webhooks;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A payment service provider on this machine that speaks Stripe's REST shapes, so that payments
 * work without an account anywhere. What it answered survives the kill of its process. See the
 * README of this module for its tokens and knobs.
 */
public final class PspSimulator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PspSimulator.class);

  private final StateFile file;
  private final KnobBoard knobs;
  private final Events events;
  private final Agenda agenda;
  private final Webhooks webhooks;
  private final Refunds refunds;
  private final Javalin server;
  private final String host;

  private PspSimulator(Path directory, String host, int port, SimulatorSettings settings) {
    this.host = host;
    file = StateFile.open(directory);
    knobs = new KnobBoard(file);
    Documents documents = new Documents(file);
    events = new Events(documents);
    agenda = new Agenda(file);
    webhooks =
        new Webhooks(
            file, documents, agenda, knobs, settings.webhookSecret(), settings.webhookTarget());
    var transactions = new BalanceTransactions(documents, knobs, settings.settlementDelay());
    var methods = new PaymentMethods(documents);
    var charges = new Charges(documents, events, transactions);
    refunds = new Refunds(documents, events, transactions, agenda, knobs);
    var disputes = new Disputes(documents, events, transactions);
    var actions = new NextActions(this::url);
    var intents = new Intents(documents, events, methods, charges, disputes, actions);
    var report = new SettlementReport(file, documents, transactions);
    var idempotency = new IdempotentCalls(file);
    var expansion = new Expansion(documents, transactions);
    var calls = new Calls(file, knobs, idempotency, events, webhooks, expansion, settings.apiKey());
    agenda.start(this::run);
    server =
        Javalin.create(
                config -> {
                  configure(config);
                  new StripeRoutes(
                          config.routes,
                          calls,
                          documents,
                          events,
                          intents,
                          methods,
                          charges,
                          refunds,
                          disputes,
                          transactions)
                      .add();
                  new SimulatorRoutes(file, knobs, intents, events, webhooks, report)
                      .addTo(config.routes);
                })
            .start(host, port);
  }

  /**
   * Starts a simulator.
   *
   * @param directory where its file is, or will be
   * @param port 0: any free one
   */
  public static PspSimulator start(
      Path directory, String host, int port, SimulatorSettings settings) {
    return new PspSimulator(directory, host, port, settings);
  }

  private static void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.concurrency.useVirtualThreads = true;
    // Idle connections would be waited for; what was answered is kept anyway.
    config.jetty.modifyServer(jetty -> jetty.setStopTimeout(0));
    config.routes.exception(StripeError.class, (e, ctx) -> refuse(ctx, e));
    config.routes.exception(
        HttpResponseException.class,
        (e, ctx) -> {
          String message = "Unrecognized request URL (" + ctx.method() + ": " + ctx.path() + ").";
          refuse(ctx, StripeError.of(e.getStatus(), "invalid_request_error", null, message));
        });
    config.routes.exception(
        CancellationException.class,
        (_, ctx) -> refuse(ctx, StripeError.of(503, "api_error", null, "The simulator stops.")));
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
          refuse(ctx, StripeError.of(500, "api_error", null, "The simulator failed."));
        });
  }

  private static void refuse(Context ctx, StripeError error) {
    ctx.status(error.status());
    ctx.contentType("application/json").result(Json.write(error.body()));
  }

  private void run(Errand errand) {
    switch (errand.kind()) {
      case SEND_EVENT -> webhooks.send(errand);
      case REFUND_SUCCEEDS -> end(errand, () -> refunds.succeedLater(errand.subject()));
      case REFUND_FAILS -> end(errand, () -> refunds.failLater(errand.subject()));
    }
  }

  private void end(Errand errand, Runnable work) {
    var _ =
        file.change(
            () -> {
              work.run();
              agenda.remove(errand);
              return webhooks.enqueue(events.takeFresh());
            });
  }

  /** Where it listens, to be given to a client as its base URL. */
  public URI url() {
    return URI.create("http://" + host + ":" + server.port());
  }

  /** Sends events to this address from now on. */
  public void webhooksTo(URI target) {
    webhooks.to(target);
  }

  public Knobs knobs() {
    return knobs.now();
  }

  /** Turns all knobs to these. */
  public void turn(Knobs to) {
    var _ = knobs.turn(to.toJson());
  }

  /** Cuts calls under way off; what was answered is kept. */
  @Override
  public void close() {
    agenda.close();
    server.stop();
    webhooks.close();
    file.close();
  }
}
