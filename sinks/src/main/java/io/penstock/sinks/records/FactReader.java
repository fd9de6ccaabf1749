package io.penstock.sinks.records;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import io.penstock.sinks.tables.LedgerEntryRows;
import io.penstock.sinks.tables.PaymentRows;
import io.penstock.sinks.tables.UnfitRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Turns raw records into facts, and tells those that can never become one. */
public final class FactReader {
  private final AvroDeserializer deserializer;

  public FactReader(SchemaRegistry registry) {
    deserializer = new AvroDeserializer(registry);
  }

  /**
   * @param facts in the records' order
   * @param rejected records that go to the dead-letter topic
   */
  public record Reading(List<Fact> facts, List<Rejected> rejected) {}

  /**
   * @throws UnavailableException if the registry is away: the records may well be good
   */
  public Reading read(Iterable<ConsumerRecord<byte[], byte[]>> records)
      throws UnavailableException {
    Reading reading = new Reading(new ArrayList<>(), new ArrayList<>());
    for (ConsumerRecord<byte[], byte[]> source : records) {
      try {
        SpecificRecord value = deserializer.deserialize(source.topic(), source.value());
        if (value == null) {
          throw new UnfitRecordException("no value");
        }
        if (isToBeWritten(source, value)) {
          reading.facts.add(new Fact(source, value));
        }
      } catch (SerializationException | UnfitRecordException e) {
        reading.rejected.add(new Rejected(source, e));
      } catch (RegistryUnavailableException e) {
        throw new UnavailableException("schema registry", e);
      }
    }
    return reading;
  }

  private static boolean isToBeWritten(ConsumerRecord<byte[], byte[]> source, SpecificRecord value)
      throws UnfitRecordException {
    return switch (value) {
      case LedgerEntry entry -> {
        LedgerEntryRows.require(entry, source.partition());
        yield true;
      }
      case TransferOutcome outcome -> isState(source, outcome);
      case PaymentEvent event -> {
        if (!PaymentRows.isChange(event)) {
          yield false;
        }
        PaymentRows.require(event);
        yield true;
      }
      case FraudVerdict verdict -> !verdict.getTick();
      case AccountBalance _, Refund _, ReconciliationResult _ -> true;
      default -> throw new UnfitRecordException("a " + value.getSchema().getName());
    };
  }

  /** Answers to repeats and refusals pin nothing: they are not the transfer's state. */
  private static boolean isState(ConsumerRecord<byte[], byte[]> source, TransferOutcome outcome) {
    return !outcome.getRepeated()
        && outcome.getStatus() != TransferStatus.REFUSED
        && source.key() != null
        && Keys.transferState(outcome.getTransferId(), outcome.getScopeAccountId())
            .equals(new String(source.key(), StandardCharsets.UTF_8));
  }
}
