package io.penstock.streams;

import io.penstock.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/** Tells failures of what Penstock runs on from those of a record: no record is given up for it. */
public final class Infrastructure {

  private Infrastructure() {}

  /** What is away or broken, where that is why something failed; empty: it is not. */
  public static Optional<String> atFault(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isOfTheRegistry(cause)) {
        return Optional.of("the schema registry");
      }
      root = cause;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isOfTheRecord(cause)) {
        return Optional.empty();
      }
      if (isOfTheState(cause)) {
        return Optional.of("the local state");
      }
      if (cause instanceof ApiException || cause instanceof InterruptException) {
        return Optional.of("Kafka");
      }
    }
    boolean unexplained =
        root.getClass() == StreamsException.class || root.getClass() == KafkaException.class;
    return unexplained ? Optional.of("Kafka") : Optional.empty();
  }

  private static boolean isOfTheRegistry(Throwable cause) {
    return cause instanceof SchemaRegistry.RegistryUnavailableException
        || cause instanceof SchemaRegistry.UnknownSchemaException
        || cause instanceof SchemaRegistry.RefusedSchemaException;
  }

  private static boolean isOfTheRecord(Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof InvalidTimestampException
        || cause instanceof SerializationException
        || cause instanceof ClassCastException;
  }

  private static boolean isOfTheState(Throwable cause) {
    return cause instanceof ProcessorStateException
        || cause instanceof InvalidStateStoreException
        || cause instanceof LockException
        || cause instanceof TaskMigratedException
        || cause instanceof TaskCorruptedException
        || cause instanceof IOException;
  }
}
