package io.penstock.app;

import io.penstock.embedded.EmbeddedKafka;
import io.penstock.embedded.EmbeddedPostgres;
import io.penstock.embedded.EmbeddedRegistry;
import io.penstock.embedded.PortTakenException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kafka, schema registry and Postgres of this machine.
 *
 * @param kafka the broker, in this process
 * @param registry the registry, beside it
 * @param postgres the database, beside it
 */
record Infrastructure(EmbeddedKafka kafka, EmbeddedRegistry registry, EmbeddedPostgres postgres) {

  /**
   * Which ports to listen on; 0: any free one.
   *
   * @param kafka of the broker
   * @param registry of the registry
   * @param postgres of the database
   */
  record PortsWanted(int kafka, int registry, int postgres) {}

  /** Starts the three side by side; what has started is kept in {@code opened}. */
  static Infrastructure start(
      LocalState state, String host, PortsWanted ports, Opened opened, Progress progress) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var kafka =
          threads.submit(
              service(
                  "kafka",
                  "--kafka-port",
                  () -> opened.add(EmbeddedKafka.start(state.kafka(), host, ports.kafka())),
                  progress));
      var registry =
          threads.submit(
              service(
                  "schema registry",
                  "--registry-port",
                  () ->
                      opened.add(EmbeddedRegistry.start(state.registry(), host, ports.registry())),
                  progress));
      var postgres =
          threads.submit(
              service(
                  "postgres",
                  "--postgres-port",
                  () ->
                      opened.add(EmbeddedPostgres.start(state.postgres(), host, ports.postgres())),
                  progress));
      return new Infrastructure(get(kafka), get(registry), get(postgres));
    }
  }

  /** Addresses as the ready line of `up` shows them. */
  String addresses() {
    return "kafka=%s registry=%s postgres=%s"
        .formatted(kafka.bootstrapServers(), registry.url(), postgres.jdbcUrl());
  }

  /** A taken port is something that the caller can change. */
  static <T> Callable<T> portFor(String option, Callable<T> start) {
    return () -> {
      try {
        return start.call();
      } catch (PortTakenException e) {
        throw new CommandFailure(
            "%s; give another one with %s (0: any free one)".formatted(e.getMessage(), option), e);
      }
    };
  }

  private static <T> Callable<T> service(
      String name, String option, Callable<T> start, Progress progress) {
    return () -> progress.step(name, portFor(option, start));
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while starting", e);
    }
  }
}
