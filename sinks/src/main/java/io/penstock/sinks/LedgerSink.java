package io.penstock.sinks;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.penstock.sinks.records.UnavailableException;
import java.time.Duration;

/**
 * Brings committed facts into Postgres: of the ledger, of payments and refunds, of fraud screening
 * and reconciliation. Rows and the offsets behind them commit in one transaction, so that each fact
 * is written once whatever stops, and reading everything again changes nothing. Instances share the
 * partitions.
 *
 * <p>While Postgres or the schema registry is away it waits, and nothing else notices: the ledger
 * never depends on it. A record that cannot become rows goes to the topic {@code
 * sinks.dead-letters}.
 */
public final class LedgerSink implements AutoCloseable {
  private static final Duration TIME_TO_FINISH = Duration.ofSeconds(5);

  private final Database database;
  private final SinkMetrics metrics = new SinkMetrics();
  private final SinkLoop loop;
  private final Thread thread;

  /** Connects to nothing yet. */
  public LedgerSink(SinkSettings settings) {
    database = new Database(settings.postgresUrl());
    loop = new SinkLoop(settings, database, metrics);
    thread = Thread.ofPlatform().name("penstock-sinks").unstarted(loop);
  }

  /**
   * Brings the tables up to date, as a sink itself does before it writes.
   *
   * @param postgresUrl of JDBC, with user and password
   * @throws IllegalStateException if that cannot be done now
   */
  public static void createTables(String postgresUrl) {
    try {
      Database.migrate(postgresUrl);
    } catch (UnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Begins to work on a thread of its own. Whatever is away may come later. */
  public void start() {
    thread.start();
  }

  /** Whether partitions are assigned, their facts flow, and Postgres answers. */
  public boolean isReady() {
    return loop.isFlowing() && database.isReachable();
  }

  /** Committed records of the owned partitions that are not written yet, as of a second ago. */
  public long lag() {
    return metrics.lag();
  }

  /**
   * Rows, batches, dead letters, waits, fenced batches and lag, as {@code penstock.sink.*}; and
   * what the facts that were written say, as {@code penstock.payments.*}, {@code penstock.refunds},
   * {@code penstock.fraud.*} and {@code penstock.reconciliation.results}.
   */
  public MeterBinder metrics() {
    return metrics;
  }

  /** Lets the batch under way finish for a few seconds, then rolls it back. */
  @Override
  public void close() {
    loop.close();
    try {
      if (thread.isAlive()) {
        thread.join(TIME_TO_FINISH);
      }
      database.close();
      thread.join();
    } catch (InterruptedException e) {
      database.close();
      Thread.currentThread().interrupt();
    }
  }
}
