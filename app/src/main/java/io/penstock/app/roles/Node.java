package io.penstock.app.roles;

import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.app.process.CommandFailure;
import io.penstock.app.process.Opened;
import io.penstock.app.process.Results;
import io.penstock.app.roles.streams.BrokerBeats;
import io.penstock.app.roles.streams.BrokerClock;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import io.penstock.app.topics.ReadRecords;
import io.penstock.app.topics.TopicSetup;
import io.penstock.http.HttpListener;
import io.penstock.http.ProblemRoutes;
import io.penstock.queries.ViewsApplication;
import io.penstock.streams.BoundedMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/** The roles of this process behind one listener, with health and metrics. */
public final class Node implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Map<RoleName, Role> roles = new EnumMap<>(RoleName.class);
  private final Opened opened = new Opened();
  private final int port;

  private Node(PenstockConfig config, List<RoleName> names) {
    BoundedMemory.limitTo(config.number(Setting.ROCKSDB_MEMORY_MB));
    try {
      PrometheusMeterRegistry meters = meters();
      BrokerClock clock = BrokerClock.ofThisMachine();
      RoleContext context = context(names, config, meters, clock);
      names.forEach(name -> roles.put(name, opened.add(name.create(context))));
      port = opened.add(listen(config, meters)).port();
      if (names.stream().anyMatch(name -> name.isTopology() || name == RoleName.PSP)) {
        opened.add(BrokerBeats.start(clock, config.get(Setting.KAFKA_BOOTSTRAP_SERVERS)));
      }
      startSideBySide();
      if (names.stream().anyMatch(RoleName::isTopology)) {
        opened.add(ReadRecords.start(config));
      }
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Starts the roles; the listener answers before they are ready, so that health can be seen. */
  public static Node start(PenstockConfig config, List<RoleName> names) {
    return new Node(config, names);
  }

  /** Port of the listener. */
  public int port() {
    return port;
  }

  public boolean isReady() {
    return roles.values().stream().allMatch(Role::isReady);
  }

  /**
   * Waits as long as it takes: a long journal is restored, an absent database may come.
   *
   * @throws CommandFailure if a role has given up
   */
  public void awaitReady() {
    while (!isReady()) {
      roles.forEach(
          (name, role) -> {
            if (!role.isReady() && !role.isAlive()) {
              throw new CommandFailure(name.word + " gave up; see the log");
            }
          });
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted while starting", e);
      }
    }
  }

  @Override
  public void close() {
    opened.close();
  }

  /** Returns or fails when all of them have: nothing starts any more while others are closed. */
  private void startSideBySide() {
    var _ =
        Results.of(
            CompletableFuture.allOf(
                roles.values().stream()
                    .map(
                        role -> CompletableFuture.runAsync(role::start, Thread.ofPlatform()::start))
                    .toArray(CompletableFuture[]::new)));
  }

  private HttpListener listen(PenstockConfig config, PrometheusMeterRegistry meters) {
    List<Consumer<JavalinConfig>> routes = new ArrayList<>();
    routes.add(listener -> HttpMeters.addTo(listener, meters));
    routes.add(new OperationRoutes(roles, meters)::addTo);
    routes.add(listener -> ProblemRoutes.addTo(listener.routes));
    roles.values().forEach(role -> routes.add(role::addTo));
    return HttpListener.start(
        config.get(Setting.HTTP_HOST), config.number(Setting.HTTP_PORT), routes);
  }

  private PrometheusMeterRegistry meters() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AutoCloseable closing = meters::close;
    opened.add(closing);
    meters.config().meterFilter(MeterBounds.filter());
    new JvmMemoryMetrics().bindTo(meters);
    opened.add(new JvmGcMetrics()).bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    return meters;
  }

  private static RoleContext context(
      List<RoleName> names, PenstockConfig config, MeterRegistry meters, BrokerClock clock) {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", config.get(Setting.KAFKA_BOOTSTRAP_SERVERS)))) {
      TopicSetup topics = new TopicSetup(admin);
      int partitions = topics.partitions();
      Optional<ViewsApplication> views =
          names.contains(RoleName.VIEWS)
              ? Optional.of(ViewsRole.application(config))
              : Optional.empty();
      return new RoleContext(config, meters, partitions, topics.replicas(), views, clock);
    }
  }
}
