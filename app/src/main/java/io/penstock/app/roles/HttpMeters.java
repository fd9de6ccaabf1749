package io.penstock.app.roles;

import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.FilterHolder;

/**
 * Counts and times requests by method, route and status, and how they are spread by method and
 * route. A route is the template that it was declared with, never what a caller wrote: so the
 * number of meters is bounded whatever is asked.
 */
public final class HttpMeters extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final String ROUTE = HttpMeters.class.getName() + ".route";
  private static final String NONE = "none";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Duration[] BUCKETS =
      List.of(10, 50, 100, 250, 500, 1_000, 2_500, 10_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final transient MeterRegistry meters;

  private HttpMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  /** To be called before whatever answers by itself. */
  public static void addTo(JavalinConfig config, MeterRegistry meters) {
    config.jetty.modifyServletContextHandler(
        handler -> {
          FilterHolder filter = new FilterHolder(new HttpMeters(meters));
          filter.setAsyncSupported(true);
          handler.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
    config.routes.beforeMatched(
        ctx -> ctx.req().setAttribute(ROUTE, ctx.endpoints().matchedHttpEndpoint().path));
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long start = System.nanoTime();
    try {
      chain.doFilter(request, response);
    } finally {
      Duration lasted = Duration.ofNanos(System.nanoTime() - start);
      record(request, response.getStatus(), lasted);
    }
  }

  private void record(HttpServletRequest request, int status, Duration lasted) {
    String method = METHODS.contains(request.getMethod()) ? request.getMethod() : NONE;
    String route = request.getAttribute(ROUTE) instanceof String matched ? matched : NONE;
    Timer.builder("http.server.requests")
        .description("Requests by method, route and status")
        .tags("method", method, "uri", route, "status", Integer.toString(status))
        .register(meters)
        .record(lasted);
    Timer.builder("http.server.latency")
        .description("Requests by how long they took")
        .serviceLevelObjectives(BUCKETS)
        .tags("method", method, "uri", route)
        .register(meters)
        .record(lasted);
  }
}
