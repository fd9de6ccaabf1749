package io.penstock.http;

import io.javalin.config.JavalinConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

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
    HttpListener.addFilter(config, new CardGuard(limits));
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
      String path = request.getRequestURI();
      e.problem().writeTo(response, search.finds(path) ? "" : path);
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
}
