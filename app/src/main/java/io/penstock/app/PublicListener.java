package io.penstock.app;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.penstock.schemas.http.Problem;
import io.penstock.schemas.http.ProblemException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of a process, on virtual threads; every error is answered as a problem. */
final class PublicListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PublicListener.class);
  private static final long PATIENCE_MILLIS = 5_000;

  private final Javalin server;

  private PublicListener(Javalin server) {
    this.server = server;
  }

  /** Starts a server with these routes. */
  static PublicListener start(String host, int port, List<Consumer<JavalinConfig>> routes) {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              // A request that waits for its outcome may end before the server does.
              config.jetty.modifyServer(jetty -> jetty.setStopTimeout(PATIENCE_MILLIS));
              answerErrorsAsProblems(config);
              routes.forEach(add -> add.accept(config));
            });
    return new PublicListener(server.start(host, port));
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static void answerErrorsAsProblems(JavalinConfig config) {
    config.routes.exception(ProblemException.class, (e, ctx) -> answer(ctx, e.problem()));
    config.routes.exception(
        HttpResponseException.class,
        (e, ctx) -> answer(ctx, Problem.of(e.getStatus(), codeOf(e.getStatus()), e.getMessage())));
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          log.error("{} {} failed", ctx.method(), ctx.path(), e);
          answer(ctx, Problem.of(500, "internal_error", "The request failed unexpectedly."));
        });
  }

  private static void answer(Context ctx, Problem problem) {
    ctx.status(problem.status())
        .contentType(Problem.MEDIA_TYPE)
        .result(problem.toJson(ctx.path()));
  }

  private static String codeOf(int status) {
    return switch (status) {
      case 400 -> "malformed_request";
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 413 -> "body_too_large";
      case 415 -> "unsupported_media_type";
      default -> "http_" + status;
    };
  }
}
