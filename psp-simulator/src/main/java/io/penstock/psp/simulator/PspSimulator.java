package io.penstock.psp.simulator;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.penstock.psp.simulator.cards.PaymentMethods;
import io.penstock.psp.simulator.events.Events;
import io.penstock.psp.simulator.events.Webhooks;
import io.penstock.psp.simulator.http.Calls;
import io.penstock.psp.simulator.http.Expansion;
import io.penstock.psp.simulator.http.IdempotentCalls;
import io.penstock.psp.simulator.http.KnobRoutes;
import io.penstock.psp.simulator.http.RedirectRoutes;
import io.penstock.psp.simulator.http.StripeRoutes;
import io.penstock.psp.simulator.knobs.KnobBoard;
import io.penstock.psp.simulator.knobs.Knobs;
import io.penstock.psp.simulator.payments.BalanceTransactions;
import io.penstock.psp.simulator.payments.Charges;
import io.penstock.psp.simulator.payments.Disputes;
import io.penstock.psp.simulator.payments.IntentSearch;
import io.penstock.psp.simulator.payments.Intents;
import io.penstock.psp.simulator.payments.NextActions;
import io.penstock.psp.simulator.payments.Refunds;
import io.penstock.psp.simulator.payments.SettlementReport;
import io.penstock.psp.simulator.store.Agenda;
import io.penstock.psp.simulator.store.Agenda.Errand;
import io.penstock.psp.simulator.store.Documents;
import io.penstock.psp.simulator.store.StateFile;
import io.penstock.psp.simulator.wire.ApiVersions;
import io.penstock.psp.simulator.wire.Json;
import io.penstock.psp.simulator.wire.StripeError;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
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
  private final Documents documents;
  private final Events events;
  private final Agenda agenda;
  private final Webhooks webhooks;
  private final Refunds refunds;
  private final Javalin server;
  private final String host;

  private PspSimulator(Path directory, String host, int port, SimulatorSettings settings) {
    Clock clock = Clock.systemUTC();
    this.host = host;
    file = StateFile.open(directory);
    knobs = new KnobBoard(file);
    documents = new Documents(file, clock);
    events = new Events(documents);
    agenda = new Agenda(file, clock);
    webhooks =
        new Webhooks(
            file,
            documents,
            agenda,
            knobs,
            settings.webhookSecret(),
            settings.webhookTarget(),
            clock);
    BalanceTransactions transactions =
        new BalanceTransactions(documents, knobs, settings.settlementDelay());
    PaymentMethods methods = new PaymentMethods(documents);
    Charges charges = new Charges(documents, events, transactions);
    refunds = new Refunds(documents, events, transactions, agenda, knobs);
    Disputes disputes = new Disputes(documents, events, transactions);
    Intents intents =
        new Intents(documents, events, methods, charges, disputes, new NextActions(this::url));
    Calls calls =
        new Calls(
            file,
            knobs,
            new IdempotentCalls(file, clock),
            events,
            webhooks,
            new Expansion(documents, transactions),
            new ApiVersions(clock),
            settings.apiKey());
    StripeRoutes stripe =
        new StripeRoutes(
            calls,
            documents,
            intents,
            new IntentSearch(documents),
            methods,
            charges,
            refunds,
            disputes,
            transactions);
    KnobRoutes behind =
        new KnobRoutes(
            file,
            knobs,
            intents,
            events,
            webhooks,
            new SettlementReport(file, documents, transactions));
    RedirectRoutes redirects = new RedirectRoutes(file, intents, events, webhooks);
    server =
        Javalin.create(config -> configure(config, stripe, behind, redirects)).start(host, port);
    agenda.start(this::run);
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

  private static void configure(
      JavalinConfig config, StripeRoutes stripe, KnobRoutes behind, RedirectRoutes redirects) {
    config.startup.showJavalinBanner = false;
    config.concurrency.useVirtualThreads = true;
    // Idle connections would be waited for; what was answered is kept anyway.
    config.jetty.modifyServer(jetty -> jetty.setStopTimeout(0));
    config.routes.exception(StripeError.class, (e, ctx) -> refuse(ctx, e));
    config.routes.exception(
        HttpResponseException.class,
        (e, ctx) ->
            refuse(
                ctx,
                StripeError.of(
                    e.getStatus(),
                    "invalid_request_error",
                    null,
                    "Unrecognized request URL (" + ctx.method() + ": " + ctx.path() + ").")));
    config.routes.exception(
        CancellationException.class,
        (_, ctx) -> refuse(ctx, StripeError.of(503, "api_error", null, "The simulator stops.")));
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
          refuse(ctx, StripeError.of(500, "api_error", null, "The simulator failed."));
        });
    stripe.addTo(config.routes);
    behind.addTo(config.routes);
    redirects.addTo(config.routes);
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
    knobs.turn(to);
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
