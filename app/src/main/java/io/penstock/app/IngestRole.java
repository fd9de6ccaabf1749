package io.penstock.app;

import io.javalin.config.JavalinConfig;
import io.penstock.ingest.CardGuard;
import io.penstock.ingest.CommandProducer;
import io.penstock.ingest.HttpCommittedViews;
import io.penstock.ingest.IngestRoutes;
import io.penstock.ingest.IngestSettings;
import io.penstock.psp.WebhookRoutes;
import java.net.URI;
import java.util.Optional;

/** The HTTP door: takes commands, writes them to topics, answers with what was decided. */
final class IngestRole implements Role {
  private final CommandProducer producer;
  private final HttpCommittedViews views;
  private final IngestRoutes routes;
  private final WebhookRoutes webhooks;

  /** Where the views are not at hand: one address for people, whatever they ask. */
  private final Optional<ForwardedReads> reads;

  IngestRole(Surroundings surroundings) {
    PenstockConfig config = surroundings.config();
    IngestSettings settings =
        IngestSettings.of(
            config.get(Setting.KAFKA_BOOTSTRAP_SERVERS),
            config.get(Setting.SCHEMA_REGISTRY_URL),
            URI.create(config.get(Setting.VIEWS_URL)));
    producer = new CommandProducer(settings);
    views = new HttpCommittedViews(settings.views());
    routes = new IngestRoutes(producer, views, settings);
    webhooks = new WebhookRoutes(PspRole.settings(config), surroundings.meters());
    reads =
        surroundings.roles().contains(RoleName.VIEWS)
            ? Optional.empty()
            : Optional.of(new ForwardedReads(settings.views()));
  }

  @Override
  public String name() {
    return "ingest-api";
  }

  @Override
  public void addTo(JavalinConfig listener) {
    CardGuard.addTo(listener);
    routes.addTo(listener.routes);
    webhooks.addTo(listener.routes);
    reads.ifPresent(forwarded -> forwarded.addTo(listener.routes));
  }

  @Override
  public void start() {}

  /** Its routes say themselves when Kafka or the views are away. */
  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void close() {
    producer.close();
    webhooks.close();
    views.close();
    reads.ifPresent(ForwardedReads::close);
  }
}
