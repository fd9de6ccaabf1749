package io.penstock.streams;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * What a topology could not write is never left out: the transaction is aborted and its records are
 * read again. Nothing is retried within Kafka Streams either, since its way of doing so commits
 * what the other tasks of the thread have in the same transaction.
 */
public final class FailedWrites implements ProductionExceptionHandler {
  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    return Response.fail();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord record,
      Exception exception,
      SerializationExceptionOrigin origin) {
    return Response.fail();
  }

  @Override
  public void configure(Map<String, ?> configs) {}
}
