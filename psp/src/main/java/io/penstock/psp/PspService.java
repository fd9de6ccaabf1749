package io.penstock.psp;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.schemas.serde.SchemaRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The PSP role: carries requests out and brings settlement lines. Any number of instances share the
 * requests; each of them reports all settlement lines, which their ids make harmless.
 */
public final class PspService implements AutoCloseable {
  private final PspSettings settings;
  private final PspConnector connector;
  private final PspProducer producer;
  private final PspWorker worker;
  private final SettlementPull pull;
  private final Thread thread;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("penstock-psp-settlements").factory());

  /** Connects to nothing yet. */
  public PspService(PspSettings settings, MeterRegistry meters) {
    this.settings = settings;
    connector = new StripeConnector(settings.stripe());
    producer = new PspProducer(settings, "penstock-psp");
    Map<String, PspCalls> calls =
        Map.of(connector.name(), new PspCalls(connector, settings, meters));
    SchemaRegistry registry = SchemaRegistry.at(settings.registryUrl());
    worker = new PspWorker(settings, new RequestHandler(calls, registry, producer, meters));
    meters.gauge("penstock.psp.requests.under.way", worker, PspWorker::underWay);
    Instant since = Instant.now().minus(settings.settlementLookBack());
    pull = new SettlementPull(connector, producer, since, meters);
    thread = Thread.ofPlatform().name("penstock-psp").unstarted(worker);
  }

  /** Begins to work on threads of its own. Whatever is away may come later. */
  public void start() {
    thread.start();
    long interval = settings.settlementInterval().toMillis();
    var _ = schedule.scheduleWithFixedDelay(pull, 0, interval, TimeUnit.MILLISECONDS);
  }

  /** Whether requests are being taken. */
  public boolean isReady() {
    return worker.isFlowing();
  }

  /** Lets calls under way finish for a few seconds; what is not finished is done again later. */
  @Override
  public void close() {
    schedule.shutdownNow();
    worker.close();
    try {
      if (thread.isAlive()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connector.close();
    schedule.close();
    producer.close();
  }
}
