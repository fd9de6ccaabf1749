package io.penstock.streams;

import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * A record that cannot be read goes to the dead-letter topic and the stream goes on; but while the
 * registry is away the record may be good, so the stream stops there and is started again.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
  private String deadLetters = "";

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryUnavailableException) {
        return Response.fail();
      }
    }
    return Response.resume(List.of(DeadLetterRecord.of(deadLetters, record, exception)));
  }

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters =
        String.valueOf(configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG));
  }
}
