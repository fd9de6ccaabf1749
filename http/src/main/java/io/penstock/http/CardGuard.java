package io.penstock.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.JavalinConfig;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;

/**
 * Keeps card numbers out: refuses a request that carries one anywhere, before any route sees it. A
 * body is taken in for that, up to the limit of its path, and given to the route from memory.
 */
public final class CardGuard extends HttpFilter {
  private static final long serialVersionUID = 1;

  private final transient CardSearch search = new CardSearch();
  private final transient BodyLimits limits;

  private CardGuard(BodyLimits limits) {
    this.limits = limits;
  }

  /** To be called once for every server that the public can reach. */
  public static void addTo(JavalinConfig config, BodyLimits limits) {
    config.jetty.modifyServletContextHandler(
        handler -> {
          FilterHolder guard = new FilterHolder(new CardGuard(limits));
          guard.setAsyncSupported(true);
          handler.addFilter(guard, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest buffered;
    try {
      byte[] body = RequestBody.bytes(request, response, limits.of(request));
      Optional<String> place =
          place(request)
              .or(
                  () ->
                      limits.isSearchedByRoute(request) ? Optional.empty() : search.placeIn(body));
      if (place.isPresent()) {
        throw new ProblemException(refusal(place.get()));
      }
      buffered = new BufferedRequest(request, body);
    } catch (ProblemException e) {
      write(request, response, e.problem());
      return;
    }
    chain.doFilter(buffered, response);
  }

  private Optional<String> place(HttpServletRequest request) {
    if (search.finds(request.getRequestURI())) {
      return Optional.of("path");
    }
    String query = request.getQueryString();
    if (query != null && search.finds(query)) {
      return Optional.of("query");
    }
    for (String name : Collections.list(request.getHeaderNames())) {
      if (search.finds(name)) {
        return Optional.of("header");
      }
      if (isOfTracing(name)) {
        continue;
      }
      if (Collections.list(request.getHeaders(name)).stream().anyMatch(search::finds)) {
        return Optional.of("header " + name);
      }
    }
    return Optional.empty();
  }

  /** Random numbers of many digits, which are passed over and kept nowhere. */
  private static boolean isOfTracing(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.contains("trace")
        || name.contains("span")
        || name.equals("b3")
        || name.startsWith("x-b3-")
        || name.startsWith("x-datadog-")
        || name.equals("baggage")
        || name.equals("newrelic");
  }

  private static Problem refusal(String place) {
    return Problem.ofField(
        400,
        "card_number_refused",
        place,
        "The request carries what reads as a card number; nothing of it was kept. Send the token"
            + " of the PSP's hosted fields instead.");
  }

  private void write(HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    String path = request.getRequestURI();
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    byte[] body = problem.toJson(search.finds(path) ? "" : path).getBytes(UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
