package io.penstock.sinks;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.penstock.sinks.records.FactReader.Fact;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a sink has done since it was made, and how far behind it is. */
final class SinkMetrics implements MeterBinder {
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong deadLetters = new AtomicLong();
  private final AtomicLong backOffs = new AtomicLong();
  private final AtomicLong fenced = new AtomicLong();
  private final AtomicLong lag = new AtomicLong();
  private final PaymentMetrics payments = new PaymentMetrics();

  /** A batch is committed: so many rows and dead letters, made of these facts. */
  void written(int rowsOfBatch, int deadLettersOfBatch, List<Fact> facts) {
    rows.addAndGet(rowsOfBatch);
    deadLetters.addAndGet(deadLettersOfBatch);
    batches.incrementAndGet();
    payments.count(facts);
  }

  void backedOff() {
    backOffs.incrementAndGet();
  }

  void fenced() {
    fenced.incrementAndGet();
  }

  void behind(long records) {
    lag.set(records);
  }

  long lag() {
    return lag.get();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    payments.bindTo(registry);
    counter(registry, "penstock.sink.rows", "Rows inserted or updated", rows);
    counter(registry, "penstock.sink.batches", "SQL transactions committed", batches);
    counter(registry, "penstock.sink.dead.letters", "Records that cannot be written", deadLetters);
    counter(registry, "penstock.sink.back.offs", "Waits for something that was away", backOffs);
    counter(registry, "penstock.sink.fenced", "Batches dropped for another instance", fenced);
    Gauge.builder("penstock.sink.lag", lag, AtomicLong::get)
        .description("Committed records of the owned partitions that are not written yet")
        .baseUnit("records")
        .register(registry);
  }

  private static void counter(
      MeterRegistry registry, String name, String description, AtomicLong count) {
    FunctionCounter.builder(name, count, AtomicLong::get)
        .description(description)
        .register(registry);
  }
}
