package io.penstock.app.roles;

import io.javalin.config.JavalinConfig;
import io.penstock.app.process.Opened;
import io.penstock.app.roles.streams.StreamMeters;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.http.HttpListener;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.ViewsSettings;
import io.penstock.queries.http.InternalRoutes;
import io.penstock.queries.http.QueryRoutes;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams.State;

/** Tables of committed facts: people ask the public listener, Penstock itself an internal one. */
final class ViewsRole implements Role {
  private final PenstockConfig config;
  private final ViewsApplication views;
  private final Opened opened = new Opened();

  ViewsRole(RoleContext context) {
    config = context.config();
    views = opened.add(context.views().orElseThrow());
    opened.add(
        StreamMeters.bind(
            ViewsApplication.APPLICATION_ID,
            views.kafkaStreams(),
            views.attempts(),
            context.meters()));
  }

  /** The views that this process is to keep, not yet started. */
  static ViewsApplication application(PenstockConfig config) {
    return new ViewsApplication(settings(config));
  }

  @Override
  public void addTo(JavalinConfig listener) {
    new QueryRoutes(views).addTo(listener.routes);
  }

  @Override
  public void start() {
    InternalRoutes routes = new InternalRoutes(views);
    opened.add(
        HttpListener.start(
            config.get(Setting.HTTP_HOST),
            config.number(Setting.VIEWS_PORT),
            List.of(listener -> routes.addTo(listener.routes))));
    views.start();
  }

  @Override
  public boolean isReady() {
    return views.isReady();
  }

  @Override
  public boolean isAlive() {
    State state = views.kafkaStreams().state();
    return state != State.ERROR && state != State.PENDING_ERROR;
  }

  @Override
  public void close() {
    opened.close();
  }

  private static ViewsSettings settings(PenstockConfig config) {
    String host = config.get(Setting.VIEWS_HOST);
    int port = config.number(Setting.VIEWS_PORT);
    return new ViewsSettings(
        config.get(Setting.KAFKA_BOOTSTRAP_SERVERS),
        config.get(Setting.SCHEMA_REGISTRY_URL),
        host,
        port,
        config.find(Setting.INSTANCE_ID).orElse("views-" + host + "-" + port),
        config.path(Setting.STATE_DIR),
        config.number(Setting.STREAMS_THREADS),
        config.number(Setting.STANDBY_REPLICAS),
        config.retention(),
        config.find(Setting.POSTGRES_URL).orElse(null));
  }
}
