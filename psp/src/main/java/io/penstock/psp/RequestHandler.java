package io.penstock.psp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import io.penstock.schemas.PspStatus;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.AvroDeserializer;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.streams.DeadLetterRecord;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries one request out and writes its result; what cannot be read becomes a dead letter. */
final class RequestHandler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);
  private static final long KAFKA_AGAIN_MS = 500;

  private final Map<String, GuardedPsp> callsByPsp;
  private final AvroDeserializer deserializer;
  private final PspProducer producer;
  private final Counter deadLetters;
  private final CountDownLatch closing = new CountDownLatch(1);

  RequestHandler(
      Map<String, GuardedPsp> callsByPsp,
      SchemaRegistry registry,
      PspProducer producer,
      MeterRegistry meters) {
    this.callsByPsp = callsByPsp;
    this.deserializer = new AvroDeserializer(registry);
    this.producer = producer;
    this.deadLetters = meters.counter("penstock.psp.dead.letters");
  }

  /**
   * Returns when result or dead letter are safe.
   *
   * @throws InterruptedException if it is not wanted any more, so that it is not finished
   */
  void handle(ConsumerRecord<byte[], byte[]> record, boolean firstSeen, BooleanSupplier stillWanted)
      throws InterruptedException {
    PspRequest request;
    try {
      request = persistently(stillWanted, () -> read(record));
    } catch (SerializationException e) {
      bury(record, e, stillWanted);
      return;
    }
    PspResult result = carryOut(request, firstSeen, stillWanted).to(request, Instant.now());
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped within the call");
    }
    String key = request.getPaymentId();
    deliver(stillWanted, () -> producer.send(Topics.PSP_RESULTS, key, result));
  }

  /** Keeps a record that can never be carried out. */
  void bury(
      ConsumerRecord<byte[], byte[]> record, RuntimeException reason, BooleanSupplier stillWanted)
      throws InterruptedException {
    log.warn(
        "{}-{} offset {} becomes a dead letter",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
    deliver(
        stillWanted,
        () -> producer.send(DeadLetterRecord.of(Topics.PSP_DEAD_LETTERS, record, reason)));
    deadLetters.increment();
  }

  private PspRequest read(ConsumerRecord<byte[], byte[]> record) {
    if (deserializer.deserialize(record.topic(), record.headers(), record.value())
        instanceof PspRequest request) {
      if (record.key() == null || !request.getPaymentId().equals(new String(record.key(), UTF_8))) {
        throw new SerializationException("the key is not the payment " + request.getPaymentId());
      }
      return request;
    }
    throw new SerializationException("no value");
  }

  private PspAnswer carryOut(PspRequest request, boolean firstSeen, BooleanSupplier stillWanted)
      throws InterruptedException {
    GuardedPsp calls = callsByPsp.get(request.getPsp());
    return calls == null
        ? PspAnswer.of(
            PspStatus.FAILED, "psp_not_configured", "There is no PSP " + request.getPsp())
        : calls.call(request, !firstSeen, stillWanted);
  }

  private void deliver(BooleanSupplier stillWanted, Callable<Future<RecordMetadata>> send)
      throws InterruptedException {
    var _ =
        persistently(
            stillWanted,
            () -> {
              PspProducer.await(send.call());
              return true;
            });
  }

  /**
   * While Kafka or the registry is away there is nothing to do but to try again. What was done is
   * told at least once, even by a worker that is closing.
   */
  private <T> T persistently(BooleanSupplier stillWanted, Callable<T> work)
      throws InterruptedException {
    do {
      try {
        return work.call();
      } catch (SerializationException | InterruptedException e) {
        throw e;
      } catch (KafkaException | SchemaRegistry.RegistryUnavailableException e) {
        log.warn("Kafka or its registry is away: {}", e.toString());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      if (closing.await(KAFKA_AGAIN_MS, TimeUnit.MILLISECONDS)) {
        break;
      }
    } while (stillWanted.getAsBoolean());
    throw new InterruptedException("not wanted any more");
  }

  /** Ends every wait. */
  @Override
  public void close() {
    closing.countDown();
    callsByPsp.values().forEach(GuardedPsp::close);
  }
}
