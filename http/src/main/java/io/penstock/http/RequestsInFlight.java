package io.penstock.http;

import io.javalin.config.JavalinConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Bounds what a server keeps in memory for its clients: so many requests at a time, waiting ones
 * among them, and so many large bodies. What comes beyond is refused before any of it is kept.
 */
public final class RequestsInFlight extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final Problem TOO_MANY =
      Problem.of(
          503,
          "overloaded",
          "Too many requests are being answered. Nothing of this one was taken.");
  private static final Problem TOO_MANY_UPLOADS =
      Problem.of(
          429,
          "too_many_uploads",
          "Too many uploads are under way. Nothing of this one was taken.");

  private final transient Semaphore requests;
  private final transient Semaphore uploads;
  private final transient BodyLimits limits;

  private RequestsInFlight(int requests, int uploads, BodyLimits limits) {
    this.requests = new Semaphore(requests);
    this.uploads = new Semaphore(uploads);
    this.limits = limits;
  }

  /**
   * To be called once a server, before whatever takes bodies in.
   *
   * @param requests most at a time; health and metrics do not count
   * @param uploads most at a time of those whose body may be larger than that of a command
   */
  public static void addTo(JavalinConfig config, int requests, int uploads, BodyLimits limits) {
    HttpListener.addFilter(config, new RequestsInFlight(requests, uploads, limits));
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    if (path.startsWith("/health/") || path.equals("/metrics")) {
      chain.doFilter(request, response);
      return;
    }
    if (!requests.tryAcquire()) {
      refuse(path, response, TOO_MANY);
      return;
    }
    try {
      withRoomForItsBody(request, response, chain);
    } finally {
      requests.release();
    }
  }

  private void withRoomForItsBody(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!limits.isUpload(request)) {
      chain.doFilter(request, response);
      return;
    }
    if (!uploads.tryAcquire()) {
      // Who is still sending would not see the answer.
      RequestBody.drain(request.getInputStream());
      refuse(request.getRequestURI(), response, TOO_MANY_UPLOADS);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      uploads.release();
    }
  }

  /** What is left of its body is not read: the connection is of no further use. */
  private static void refuse(String path, HttpServletResponse response, Problem problem)
      throws IOException {
    response.setHeader("Retry-After", "1");
    response.setHeader("Connection", "close");
    problem.writeTo(response, path);
  }
}
