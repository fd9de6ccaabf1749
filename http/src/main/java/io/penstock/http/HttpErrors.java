package io.penstock.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.eclipse.jetty.http.UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING;
import static org.eclipse.jetty.http.UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.UriCompliance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every error of a server an RFC 9457 problem without stack trace or internal name: those
 * that routes throw, unknown paths, wrong methods, requests that are no HTTP, and surprises.
 */
public final class HttpErrors {
  private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
  private static final Problem INTERNAL =
      Problem.of(
          500,
          "internal_error",
          "Something went wrong here. A command may have been taken; repeat it with the same"
              + " idempotency key.");

  private HttpErrors() {}

  /** To be called once a server. */
  public static void addTo(JavalinConfig config) {
    config.http.prefer405over404 = true;
    config.routes.exception(ProblemException.class, (e, ctx) -> write(ctx, e.problem()));
    config.routes.exception(HttpResponseException.class, HttpErrors::translate);
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
          write(ctx, INTERNAL);
        });
    config.router.javaLangErrorHandler(
        (response, error) -> {
          LOG.error("a request failed", error);
          response.setStatus(INTERNAL.status());
          response.setContentType(Problem.MEDIA_TYPE);
        });
    config.jetty.modifyServer(server -> server.setErrorHandler(new ProblemErrorHandler()));
    takeAnyReference(config);
  }

  /**
   * A PSP's reference is a segment of a path whatever it holds: '/' as %2F, '%' as %25. Routes are
   * found by the path as it was sent, so that neither leads to another one.
   */
  private static void takeAnyReference(JavalinConfig config) {
    config.jetty.modifyHttpConfiguration(
        http ->
            http.setUriCompliance(
                UriCompliance.RFC3986.with(
                    "references", AMBIGUOUS_PATH_SEPARATOR, AMBIGUOUS_PATH_ENCODING)));
    config.jetty.modifyServletContextHandler(
        handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
  }

  /** What the server itself throws. */
  private static void translate(HttpResponseException e, Context ctx) {
    switch (e.getStatus()) {
      case 404 -> write(ctx, Problem.of(404, "route_not_found", "There is nothing at this path."));
      case 405 -> {
        String allowed = String.join(", ", allowedMethods(e.getDetails()));
        ctx.header("Allow", allowed);
        write(ctx, Problem.of(405, "method_not_allowed", "This path takes " + allowed + " only."));
      }
      default -> write(ctx, ofStatus(e.getStatus()));
    }
  }

  private static Set<String> allowedMethods(Map<String, String> details) {
    Set<String> methods = new TreeSet<>();
    details
        .values()
        .forEach(
            list -> {
              for (String method : list.split("[,\\s]+", -1)) {
                methods.add(method);
              }
            });
    methods.remove("");
    return methods;
  }

  /** A problem that is known by its HTTP status only. */
  public static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> Problem.of(404, "route_not_found", "There is nothing at this path.");
      case 413 -> Problem.of(413, "body_too_large", "The body is too large.");
      case 414 -> Problem.of(414, "uri_too_long", "The URI is too long.");
      case 431 -> Problem.of(431, "headers_too_large", "The header fields are too large.");
      case 503 -> Problem.of(503, "unavailable", "The server takes no requests now.");
      default ->
          status >= 400 && status < 500
              ? Problem.of(status, "request_malformed", "The request is not well formed.")
              : INTERNAL;
    };
  }

  private static void write(Context ctx, Problem problem) {
    boolean again =
        problem.status() == 503
            || problem.status() == 504
            || problem.code().equals("request_in_progress");
    if (again) {
      ctx.header("Retry-After", "1");
    }
    ctx.status(problem.status());
    ctx.contentType(Problem.MEDIA_TYPE);
    ctx.result(problem.toJson(ctx.path()).getBytes(UTF_8));
  }
}
