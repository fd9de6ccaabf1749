package io.penstock.audit;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads a ledger into an audit, committed records only: first to the ends that the topics have when
 * it begins. If a leg of that part is open then, it looks which credits the ledger has yet to take
 * from {@code transfers.credit-legs}, reads on what has come in the meantime, and so on until no
 * other leg is open or its patience ends. The transfers of reversals are read last. So a ledger may
 * be audited while it works, and also where it was stopped with credits under way.
 *
 * @param schemas of the registry
 * @param ledgerGroup consumer group of the ledger: its application id
 * @param progress takes a line a second
 */
public record LedgerReader(
    String bootstrapServers,
    TopicReader.Schemas schemas,
    String ledgerGroup,
    Consumer<String> progress) {
  private static final int PATIENCE_SECONDS = 15;
  private static final Map<String, String> LEGS =
      Map.of("transfers.credit-legs", "io.penstock.schemas.CreditLeg");
  private static final Map<String, String> JOURNAL =
      Map.of(LedgerAudit.ENTRIES, LedgerAudit.TYPES.get(LedgerAudit.ENTRIES));

  /**
   * Reads and checks all of it.
   *
   * @param patience how long it goes on looking for legs that are open and not under way
   * @throws IllegalStateException if there is no ledger
   * @throws KafkaException if Kafka is away
   */
  public AuditReport audit(Duration patience) {
    try (TopicReader ledger = new TopicReader(settings(), LedgerAudit.TYPES, schemas);
        TopicReader legs = new TopicReader(settings(), LEGS, schemas);
        TopicReader originals = new TopicReader(settings(), JOURNAL, schemas);
        Admin admin = Admin.create(settings())) {
      LedgerAudit audit = new LedgerAudit(ledger.partitions(LedgerAudit.ENTRIES), _ -> {});
      read(ledger, audit, () -> true);
      audit.cut();
      long deadline = System.nanoTime() + patience.toNanos();
      while (!audit.isSettled() && System.nanoTime() < deadline) {
        audit.lookAgain();
        // In this order: what the ledger has taken by now has its effect in what is read next.
        legs.seek(taken(admin));
        read(legs, audit::underWay, () -> true);
        read(ledger, audit, () -> true);
      }
      // The transfer of a reversal may stand before it in any partition, and to keep all transfers
      // in mind would take more memory than a machine has.
      read(originals, audit::original, audit::lacksOriginals);
      return audit.report();
    }
  }

  private Map<String, Object> settings() {
    return Map.of(
        "bootstrap.servers", bootstrapServers,
        "client.id", "penstock-ledger-verify",
        "max.poll.records", 5_000,
        "request.timeout.ms", 15_000,
        "default.api.timeout.ms", 15_000);
  }

  /** Reads to what is committed now, as long as there is a need to. */
  private void read(TopicReader reader, TopicReader.Reading reading, BooleanSupplier isNeeded) {
    long records = reader.mark();
    long read = 0;
    long told = System.nanoTime();
    while (isNeeded.getAsBoolean() && !reader.isAtMark()) {
      read += reader.read(reading);
      if (System.nanoTime() - told >= TimeUnit.SECONDS.toNanos(1)) {
        told = System.nanoTime();
        progress.accept(String.format(Locale.ROOT, "%,d of about %,d records read", read, records));
      }
    }
  }

  /**
   * How far the ledger has taken the credits. It commits that together with what it did, so that
   * whatever stands before that point has had its effect.
   */
  private Map<TopicPartition, OffsetAndMetadata> taken(Admin admin) {
    try {
      return admin
          .listConsumerGroupOffsets(
              ledgerGroup, new ListConsumerGroupOffsetsOptions().requireStable(true))
          .partitionsToOffsetAndMetadata()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
