package io.penstock.ingest;

import io.javalin.Javalin;
import io.penstock.domain.transfers.TransferKey;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.http.CardGuard;
import io.penstock.http.HttpErrors;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import io.penstock.schemas.TransferCommand;
import io.penstock.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** The door on a real server, with a real broker and the ledger's rules behind it. */
final class Door implements AutoCloseable {
  static final String VERSION = "1.2.3-door";
  private static final String REGISTRY = "memory://ingest";

  private final EmbeddedKafka kafka;
  private final CommandProducer producer;
  private final Javalin server;
  final LedgerAndViews ledger;

  Door() {
    kafka = EmbeddedKafka.start(newDirectory(), "127.0.0.1", 0);
    createTopics(kafka.bootstrapServers());
    ledger = new LedgerAndViews(kafka.bootstrapServers(), REGISTRY);
    producer = producer(Map.of());
    server = serve(new IngestRoutes(producer, ledger, VERSION));
  }

  CommandProducer producer(Map<String, String> further) {
    Duration timeout = Duration.ofSeconds(2);
    return new CommandProducer(kafka.bootstrapServers(), REGISTRY, timeout, further);
  }

  static Javalin serve(IngestRoutes routes) {
    return Javalin.create(
            config -> {
              config.concurrency.useVirtualThreads = true;
              config.startup.showJavalinBanner = false;
              HttpErrors.addTo(config);
              CardGuard.addTo(config, IngestRoutes.BODIES);
              routes.addTo(config.routes);
            })
        .start("127.0.0.1", 0);
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("door");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void createTopics(String bootstrapServers) {
    SchemaRegistry registry = SchemaRegistry.at(REGISTRY);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      for (Topic<?> topic : Topics.ALL) {
        registry.register(topic.subject(), topic.schema());
        admin
            .createTopics(List.of(topic.creation(LedgerAndViews.PARTITIONS, (short) 1)))
            .all()
            .get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A command from elsewhere: through the topic, or another instance of the door. */
  void produce(TransferCommand command) {
    producer
        .send(Topics.TRANSFERS_REQUESTED, Objects.requireNonNull(TransferKey.of(command)), command)
        .join();
  }

  /** A second instance of the door, which has seen none of the first one's requests. */
  Javalin another() {
    return serve(new IngestRoutes(producer, ledger, VERSION));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Method and path of every route. */
  Set<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .map(route -> route.method.name().toLowerCase(Locale.ROOT) + " " + route.path)
        .collect(Collectors.toSet());
  }

  void stopKafka() {
    kafka.close();
  }

  @Override
  public void close() {
    server.stop();
    producer.close();
    ledger.close();
    kafka.close();
  }
}
