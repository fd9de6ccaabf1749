package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.psp.connector.PspRefusedException;
import io.penstock.psp.connector.PspUnreachableException;
import io.penstock.psp.connector.SettlementPage;
import io.penstock.schemas.SettlementCursor;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementWindow;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import io.penstock.streams.CommittedReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.cache.LRUCache;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a PSP has settled into the topic settlements.reported. Of all instances one does so,
 * and goes on where the one before it stopped: see {@link SettlementWindows} for what is listed;
 * that is kept in Kafka, so that it outlives the process. Lines are written before the cursor, so
 * that none is lost; a line that comes again is known by its line_id. One thread uses it.
 */
final class SettlementPull implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(SettlementPull.class);

  /** Where nothing happens, the cursor is kept so often. */
  private static final Duration KEEP_EVERY = Duration.ofMinutes(1);

  /**
   * How many reported lines are remembered, which are not reported once more: more than a busy day
   * has, so that a list that breaks off and begins anew repeats none. Some 20 MB at most.
   */
  private static final int MOST_REMEMBERED = 150_000;

  private final GuardedPsp calls;
  private final PspProducer producer;
  private final PspSettings settings;
  private final BooleanSupplier isOwner;
  private final LongSupplier clockMs;
  private final Counter lines;
  private final Counter unreadable;
  private final Counter done;
  private final Counter failed;
  private final LRUCache<String, Boolean> remembered = new LRUCache<>(MOST_REMEMBERED);
  private @Nullable SettlementWindows windows;
  private Instant kept = Instant.EPOCH;

  /**
   * @param isOwner whether it is this instance that does it
   * @param clockMs the broker's time
   */
  SettlementPull(
      GuardedPsp calls,
      PspProducer producer,
      PspSettings settings,
      BooleanSupplier isOwner,
      LongSupplier clockMs,
      MeterRegistry meters) {
    this.calls = calls;
    this.producer = producer;
    this.settings = settings;
    this.isOwner = isOwner;
    this.clockMs = clockMs;
    this.lines = meters.counter("penstock.psp.settlement.lines", "psp", calls.psp());
    this.unreadable = meters.counter("penstock.psp.settlement.unreadable", "psp", calls.psp());
    this.done = looks(meters, "done");
    this.failed = looks(meters, "failed");
  }

  private Counter looks(MeterRegistry meters, String outcome) {
    return meters.counter("penstock.psp.settlement.looks", "psp", calls.psp(), "outcome", outcome);
  }

  /** Looks once; what fails is made up for by the next look. */
  @Override
  public void run() {
    if (!isOwner.getAsBoolean()) {
      windows = null;
      return;
    }
    try {
      pull();
      done.increment();
    } catch (PspUnreachableException
        | PspRefusedException
        | CallNotPermittedException
        | KafkaException
        | RegistryUnavailableException e) {
      failed.increment();
      log.warn("settlement lines of {} come later: {}", calls.psp(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed.increment();
      log.error("settlement lines of {} could not be read", calls.psp(), e);
    }
  }

  private void pull() throws PspUnreachableException, PspRefusedException, InterruptedException {
    if (windows == null) {
      windows = open();
    }
    SettlementWindows all = windows;
    for (SettlementWindow each = all.unseen(now());
        each != null && isOwner.getAsBoolean();
        each = all.unseen(now())) {
      list(all, each, SettlementWindows.beginningOf(each));
    }
    for (SettlementWindow each : all.due(now())) {
      if (isOwner.getAsBoolean()) {
        list(all, each, Instant.ofEpochMilli(each.getFromMs()));
      }
    }
  }

  private SettlementWindows open() {
    SettlementCursor kept = latestCursor();
    return kept == null
        ? SettlementWindows.from(calls.psp(), now().minus(settings.settlementLookBack()))
        : SettlementWindows.of(kept);
  }

  private @Nullable SettlementCursor latestCursor() {
    String topic = Topics.PSP_CURSORS.name();
    Map<String, byte[]> latest = new HashMap<>();
    try (var reader = new CommittedReader(settings.bootstrapServers(), "penstock-psp-cursors")) {
      reader.read(
          reader.partitions(topic),
          record -> {
            if (record.key() != null) {
              latest.put(new String(record.key(), UTF_8), record.value());
            }
          });
    }
    var deserializer = new AvroDeserializer(SchemaRegistry.at(settings.registryUrl()));
    return (SettlementCursor) deserializer.deserialize(topic, latest.get(calls.psp()));
  }

  private void list(SettlementWindows all, SettlementWindow window, Instant from)
      throws PspUnreachableException, PspRefusedException, InterruptedException {
    Instant to = Instant.ofEpochMilli(window.getToMs());
    Instant earliestPending = null;
    boolean isEmpty = true;
    String next = null;
    do {
      SettlementPage page = calls.settlementLines(from, to, next);
      Instant pending = report(page.entries());
      earliestPending = earlier(earliestPending, pending);
      isEmpty &= page.entries().isEmpty();
      next = page.nextCursor();
    } while (next != null && isOwner.getAsBoolean());
    if (next != null) {
      return;
    }
    Instant now = now();
    if (!all.listed(window, earliestPending, now)) {
      log.error(
          "{} booked something from {} to {} that never became available; it is not looked for any"
              + " more",
          calls.psp(),
          from,
          to);
    }
    if (!isEmpty || !now.isBefore(kept.plus(KEEP_EVERY))) {
      PspProducer.await(producer.send(Topics.PSP_CURSORS, calls.psp(), all.toCursor()));
      kept = now;
    }
  }

  /** Returns when Kafka has the lines, with the earliest time at which another will be there. */
  private @Nullable Instant report(List<SettlementPage.Entry> entries) throws InterruptedException {
    Instant earliestPending = null;
    Set<String> fresh = new HashSet<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (SettlementPage.Entry entry : entries) {
      switch (entry) {
        case SettlementPage.Settled(var line) -> {
          String id = String.valueOf(line.getLineId());
          if (remembered.get(id) == null) {
            sent.add(producer.send(Topics.SETTLEMENTS_REPORTED, keyOf(line), line));
            fresh.add(id);
          }
        }
        case SettlementPage.Pending(var availableOn) ->
            earliestPending = earlier(earliestPending, availableOn);
        case SettlementPage.Unreadable(var reference, var why) -> {
          unreadable.increment();
          log.error("settlement {} of {} is left out: {}", reference, calls.psp(), why);
        }
      }
    }
    for (Future<RecordMetadata> each : sent) {
      PspProducer.await(each);
    }
    fresh.forEach(id -> remembered.put(id, true));
    lines.increment(fresh.size());
    return earliestPending;
  }

  private Instant now() {
    return Instant.ofEpochMilli(clockMs.getAsLong());
  }

  private static String keyOf(SettlementLine line) {
    String reference = Objects.requireNonNullElse(line.getPspReference(), "");
    return Objects.requireNonNullElse(line.getPaymentId(), reference);
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.isBefore(b) ? a : b;
  }
}
