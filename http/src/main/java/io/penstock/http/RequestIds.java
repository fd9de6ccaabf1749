package io.penstock.http;

import io.javalin.config.JavalinConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives every request an id that its reply, the log and the records of its commands bear: the
 * caller's, where that is 1 to 128 characters of A-Za-z0-9._:- and no card number, else a new UUID.
 * It only ever helps to find things: nothing is decided by it.
 */
public final class RequestIds extends HttpFilter {
  /** Header of requests, replies and records. */
  public static final String HEADER = "X-Request-Id";

  /** Name in the log. */
  static final String LOGGED = "x_request_id";

  private static final long serialVersionUID = 1;
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final CardSearch CARDS = new CardSearch();

  private RequestIds() {}

  /** To be called once a server, before whatever answers by itself. */
  public static void addTo(JavalinConfig config) {
    HttpListener.addFilter(config, new RequestIds());
  }

  /** That of the request which this thread answers; empty outside of one. */
  public static Optional<String> current() {
    return Optional.ofNullable(MDC.get(LOGGED));
  }

  /** What the caller sent, if it can be taken; else a new one. */
  static String of(@Nullable String sent) {
    return sent != null && WELL_FORMED.matcher(sent).matches() && !CARDS.finds(sent)
        ? sent
        : UUID.randomUUID().toString();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String id = of(request.getHeader(HEADER));
    response.setHeader(HEADER, id);
    try (MDC.MDCCloseable _ = MDC.putCloseable(LOGGED, id)) {
      chain.doFilter(request, response);
    }
  }
}
