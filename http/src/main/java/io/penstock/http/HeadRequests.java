package io.penstock.http;

import io.javalin.config.JavalinConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers HEAD as GET, the body left out by the server (RFC 9110, 9.3.2). Javalin alone answers 200
 * to any HEAD of a path it knows, also where GET says 404 or 503.
 */
public final class HeadRequests extends HttpFilter {
  private static final long serialVersionUID = 1;

  private HeadRequests() {}

  static void addTo(JavalinConfig config) {
    HttpListener.addFilter(config, new HeadRequests());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request.getMethod().equals("HEAD") ? new AsGet(request) : request, response);
  }

  private static final class AsGet extends HttpServletRequestWrapper {
    private AsGet(HttpServletRequest head) {
      super(head);
    }

    @Override
    public String getMethod() {
      return "GET";
    }
  }
}
