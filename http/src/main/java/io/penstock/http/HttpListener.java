package io.penstock.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.FilterHolder;

/** An HTTP server on virtual threads; every error is answered as a problem. */
public final class HttpListener implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 5_000;

  private final Javalin server;

  private HttpListener(Javalin server) {
    this.server = server;
  }

  /** Starts a server with these routes; port 0: any free one. */
  public static HttpListener start(String host, int port, List<Consumer<JavalinConfig>> routes) {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              // A request that waits for its outcome may end before the server does.
              config.jetty.modifyServer(jetty -> jetty.setStopTimeout(PATIENCE_MILLIS));
              HttpErrors.addTo(config);
              RequestIds.addTo(config);
              HeadRequests.addTo(config);
              routes.forEach(add -> add.accept(config));
            });
    return new HttpListener(server.start(host, port));
  }

  /** For every request, before its route and behind the filters that were added before. */
  static void addFilter(JavalinConfig config, Filter filter) {
    config.jetty.modifyServletContextHandler(
        handler -> {
          FilterHolder holder = new FilterHolder(filter);
          holder.setAsyncSupported(true);
          handler.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
