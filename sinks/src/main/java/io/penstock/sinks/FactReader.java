package io.penstock.sinks;

import io.penstock.domain.books.BalancedLegs;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.FraudVerdict;
import io.penstock.schemas.Keys;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Payment;
import io.penstock.schemas.PaymentEvent;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.Refund;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.TransferStatus;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Turns raw records into facts, and tells those that can never become one. */
final class FactReader {
  private final AvroDeserializer deserializer;

  FactReader(SchemaRegistry registry) {
    deserializer = new AvroDeserializer(registry);
  }

  /**
   * A record that is to become rows.
   *
   * @param source as it came
   * @param value what it says
   */
  record Fact(ConsumerRecord<byte[], byte[]> source, SpecificRecord value) {}

  /**
   * A record that will never become rows.
   *
   * @param source as it came
   * @param reason why not
   */
  record Rejected(ConsumerRecord<byte[], byte[]> source, Exception reason) {}

  /**
   * @param facts in the records' order
   * @param rejected records that go to the dead-letter topic
   */
  record Reading(List<Fact> facts, List<Rejected> rejected) {}

  /** A record that can be read but says what cannot be. */
  private static final class UnfitRecordException extends Exception {
    UnfitRecordException(String reason) {
      super(reason);
    }
  }

  /**
   * @throws UnavailableException if the registry is away: the records may well be good
   */
  Reading read(Iterable<ConsumerRecord<byte[], byte[]>> records) throws UnavailableException {
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
        require(entry, source.partition());
        yield true;
      }
      case TransferOutcome outcome -> isState(source, outcome);
      // Answers to repeats and refusals, which are not numbered, changed nothing.
      case PaymentEvent event when event.getSequence() <= 0 -> false;
      case PaymentEvent event -> {
        require(event);
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

  /** An entry balances and stands where it says; the database holds the same rule. */
  private static void require(LedgerEntry entry, int partition) throws UnfitRecordException {
    if (entry.getJournalPartition() != partition) {
      throw new UnfitRecordException(
          "entry of journal partition %d found in partition %d"
              .formatted(entry.getJournalPartition(), partition));
    }
    try {
      var _ = new BalancedLegs(entry.getLegs());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UnfitRecordException(
          "unbalanced entry " + entry.getSequence() + ": " + e.getMessage());
    }
  }

  /** An event carries the payment as it was after it. */
  private static void require(PaymentEvent event) throws UnfitRecordException {
    Payment payment = event.getPayment();
    if (payment == null
        || event.getStatus() == null
        || payment.getSequence() != event.getSequence()
        || !payment.getPaymentId().equals(event.getPaymentId())) {
      throw new UnfitRecordException(
          "event %d of payment %s does not carry the payment after it"
              .formatted(event.getSequence(), event.getPaymentId()));
    }
  }
}
