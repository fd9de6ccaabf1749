package io.penstock.app.local;

import io.penstock.app.process.Opened;
import io.penstock.app.process.Progress;
import io.penstock.app.process.Results;
import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.Service;
import io.penstock.embedded.Supervised;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.kafka.LostMarkers;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.embedded.registry.EmbeddedRegistry;
import io.penstock.sinks.LedgerSink;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Kafka, schema registry and Postgres of this machine. The processes are started again if they die.
 *
 * @param kafka the broker, in this process
 * @param registry the registry, beside it
 * @param postgres the database, beside it
 */
public record Infrastructure(
    EmbeddedKafka kafka, EmbeddedRegistry registry, EmbeddedPostgres postgres) {

  /**
   * Starts the three side by side, with all schemas and tables; what has started is kept in {@code
   * opened}.
   */
  static Infrastructure start(
      LocalState state, LocalPorts ports, Opened opened, Progress progress) {
    String host = LocalPorts.HOST;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var kafka =
          threads.submit(
              () -> progress.step("kafka", () -> kafka(state.kafka(), ports.kafka(), opened)));
      var registry =
          threads.submit(
              () ->
                  supervised(
                      "schema registry",
                      () -> EmbeddedRegistry.start(state.registry(), host, ports.registry()),
                      started -> TopicSetup.registerSchemas(started.url()),
                      opened,
                      progress));
      var postgres =
          threads.submit(
              () ->
                  supervised(
                      "postgres",
                      () -> EmbeddedPostgres.start(state.postgres(), host, ports.postgres()),
                      started -> LedgerSink.createTables(started.jdbcUrl()),
                      opened,
                      progress));
      return new Infrastructure(Results.of(kafka), Results.of(registry), Results.of(postgres));
    }
  }

  /** Addresses as the ready line of `up` shows them. */
  String addresses() {
    return "kafka=%s registry=%s postgres=%s"
        .formatted(kafka.bootstrapServers(), registry.url(), postgres.jdbcUrl());
  }

  /** After a kill nobody but a lone broker itself can write the markers that it has lost. */
  private static EmbeddedKafka kafka(Path directory, int port, Opened opened) {
    EmbeddedKafka kafka = opened.add(EmbeddedKafka.start(directory, LocalPorts.HOST, port));
    LostMarkers.write(kafka.bootstrapServers());
    return kafka;
  }

  /** The first of them, furnished: whoever takes its place has the same address and data. */
  private static <S extends Service> S supervised(
      String name, Supplier<S> start, Consumer<S> furnish, Opened opened, Progress progress)
      throws Exception {
    return progress.step(
        name,
        () -> {
          S first = opened.add(Supervised.start(name, start, progress::tell)).service();
          furnish.accept(first);
          return first;
        });
  }
}
