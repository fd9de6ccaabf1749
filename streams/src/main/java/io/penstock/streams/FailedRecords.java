package io.penstock.streams;

import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record that is refused before the first write goes to the dead letters. Any other exception may
 * have come in the midst of a decision: it ends the thread, so that nothing of it is committed.
 */
public final class FailedRecords implements ProcessingExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(FailedRecords.class);
  private String deadLetters = "";

  @Override
  public Response handleError(
      ErrorHandlerContext context, @Nullable Record<?, ?> record, Exception exception) {
    // A punctuation has no record, and so nothing to set aside.
    if (!(exception instanceof RefusedRecordException) || context.topic() == null) {
      return Response.fail();
    }
    log.warn(
        "{}-{} offset {} goes to {}: {}",
        context.topic(),
        context.partition(),
        context.offset(),
        deadLetters,
        exception.getMessage());
    return Response.resume(List.of(DeadLetterRecord.of(deadLetters, context, exception)));
  }

  @Override
  public void configure(Map<String, ?> configs) {
    deadLetters =
        String.valueOf(configs.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG));
  }
}
