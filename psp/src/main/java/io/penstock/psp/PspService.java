package io.penstock.psp;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.psp.connector.PspConnector;
import io.penstock.psp.stripe.StripeConnector;
import io.penstock.schemas.serde.SchemaRegistry;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The PSP role: carries requests out and brings settlement lines. Any number of instances share the
 * requests; one of them, which has the first partition of requests, fetches the settlement lines.
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

  /**
   * Connects to nothing yet.
   *
   * @param clockMs the broker's time, in milliseconds since 1970
   */
  public PspService(PspSettings settings, MeterRegistry meters, LongSupplier clockMs) {
    this.settings = settings;
    connector = new StripeConnector(settings.stripe());
    producer = new PspProducer(settings, "penstock-psp");
    GuardedPsp calls = new GuardedPsp(connector, settings.outage(), clockMs, meters);
    Map<String, GuardedPsp> callsByPsp = Map.of(connector.name(), calls);
    SchemaRegistry registry = SchemaRegistry.at(settings.registryUrl());
    worker = new PspWorker(settings, new RequestHandler(callsByPsp, registry, producer, meters));
    meters.gauge("penstock.psp.requests.under.way", worker, PspWorker::underWay);
    pull = new SettlementPull(calls, producer, settings, worker::hasFirst, clockMs, meters);
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
