package io.penstock.app.roles;

import io.javalin.config.JavalinConfig;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Version;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.http.CardGuard;
import io.penstock.http.RequestsInFlight;
import io.penstock.ingest.IngestRoutes;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.psp.WebhookRoutes;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.RemoteViews;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.views.CommittedViews;
import java.net.URI;
import java.util.Optional;

/**
 * The HTTP door: takes commands, writes them to topics, answers with what was decided. It is always
 * ready, as its routes say themselves when Kafka or the views are away.
 */
final class IngestRole implements Role {
  private final IngestRoutes routes;
  private final WebhookRoutes webhooks;
  private final int requestsInFlight;
  private final int uploadsInFlight;

  /** Where the views are not at hand: one address for people, whatever they ask. */
  private final Optional<ForwardedReads> reads;

  private final Opened opened = new Opened();

  IngestRole(RoleContext context) {
    PenstockConfig config = context.config();
    requestsInFlight = config.number(Setting.HTTP_REQUESTS_IN_FLIGHT);
    uploadsInFlight = config.number(Setting.HTTP_UPLOADS_IN_FLIGHT);
    String registryUrl = config.get(Setting.SCHEMA_REGISTRY_URL);
    URI viewsUrl = URI.create(config.get(Setting.VIEWS_URL));
    reads =
        context.views().isPresent()
            ? Optional.empty()
            : Optional.of(opened.add(new ForwardedReads(viewsUrl)));
    CommittedViews views =
        context
            .views()
            .map(ViewsApplication::answers)
            .orElseGet(
                () ->
                    opened.add(new RemoteViews(viewsUrl)).answers(SchemaRegistry.at(registryUrl)));
    webhooks = opened.add(new WebhookRoutes(PspRole.settings(config), context.meters()));
    String kafka = config.get(Setting.KAFKA_BOOTSTRAP_SERVERS);
    CommandProducer producer = opened.add(new CommandProducer(kafka, registryUrl));
    routes = new IngestRoutes(producer, views, Version.ours());
  }

  @Override
  public void addTo(JavalinConfig listener) {
    // The bounds come before the guard: it takes bodies in.
    RequestsInFlight.addTo(listener, requestsInFlight, uploadsInFlight, IngestRoutes.BODIES);
    CardGuard.addTo(listener, IngestRoutes.BODIES);
    routes.addTo(listener.routes);
    webhooks.addTo(listener.routes);
    reads.ifPresent(forwarded -> forwarded.addTo(listener.routes));
  }

  @Override
  public void close() {
    opened.close();
  }
}
