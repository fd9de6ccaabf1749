package io.penstock.psp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a PSP has settled into the topic settlements.reported. It remembers nothing beyond
 * the process: after a start it looks back some days and reports lines again, which their line_id
 * makes harmless. One thread uses it.
 */
final class SettlementPull implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(SettlementPull.class);

  /** A movement may become visible a little after younger ones. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private final PspConnector connector;
  private final PspProducer producer;
  private final Counter lines;
  private final Counter done;
  private final Counter failed;

  /** When the reported lines were booked, of those that will be seen again. */
  private final Map<String, Instant> reported = new HashMap<>();

  private Instant since;

  SettlementPull(
      PspConnector connector, PspProducer producer, Instant since, MeterRegistry meters) {
    this.connector = connector;
    this.producer = producer;
    this.since = since;
    this.lines = meters.counter("penstock.psp.settlement.lines", "psp", connector.name());
    this.done = looks(meters, connector, "done");
    this.failed = looks(meters, connector, "failed");
  }

  private static Counter looks(MeterRegistry meters, PspConnector connector, String outcome) {
    return meters.counter(
        "penstock.psp.settlement.looks", "psp", connector.name(), "outcome", outcome);
  }

  /** Looks once; what fails is made up for by the next look. */
  @Override
  public void run() {
    try {
      pull();
      done.increment();
    } catch (PspUnreachableException | KafkaException | RegistryUnavailableException e) {
      failed.increment();
      log.warn("settlement lines of {} come later: {}", connector.name(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed.increment();
      log.error("settlement lines of {} could not be read", connector.name(), e);
    }
  }

  private void pull() throws PspUnreachableException, InterruptedException {
    Instant oldestPending = Instant.MAX;
    Instant newest = since;
    String cursor = null;
    do {
      SettlementPage page = connector.settlementLines(since, cursor);
      report(page.entries());
      for (SettlementPage.Entry entry : page.entries()) {
        newest = later(newest, entry.createdAt());
        if (entry.line() == null) {
          oldestPending = earlier(oldestPending, entry.createdAt());
        }
      }
      cursor = page.nextCursor();
    } while (cursor != null);
    since = later(since, earlier(oldestPending, newest.minus(OVERLAP)));
    reported.values().removeIf(bookedAt -> bookedAt.isBefore(since));
  }

  /** Returns when Kafka has them. */
  private void report(List<SettlementPage.Entry> entries) throws InterruptedException {
    Map<String, Instant> fresh = new HashMap<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (SettlementPage.Entry entry : entries) {
      SettlementLine line = entry.line();
      if (line != null && isNew(line.getLineId())) {
        sent.add(producer.send(Topics.SETTLEMENTS_REPORTED, keyOf(line), line));
        fresh.put(String.valueOf(line.getLineId()), entry.createdAt());
      }
    }
    for (Future<RecordMetadata> each : sent) {
      PspProducer.await(each);
    }
    reported.putAll(fresh);
    lines.increment(fresh.size());
  }

  private boolean isNew(@Nullable String lineId) {
    return lineId == null || !reported.containsKey(lineId);
  }

  private static String keyOf(SettlementLine line) {
    String reference = Objects.requireNonNullElse(line.getPspReference(), "");
    return Objects.requireNonNullElse(line.getPaymentId(), reference);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
