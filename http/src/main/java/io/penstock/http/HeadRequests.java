package io.penstock.http;

import io.javalin.config.JavalinConfig;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;

/**
 * Answers HEAD as GET, the body left out by the server (RFC 9110, 9.3.2). Javalin alone answers 200
 * to any HEAD of a path it knows, also where GET says 404 or 503.
 */
public final class HeadRequests extends HttpFilter {
  private static final long serialVersionUID = 1;

  private HeadRequests() {}

  static void addTo(JavalinConfig config) {
    config.jetty.modifyServletContextHandler(
        handler -> {
          FilterHolder filter = new FilterHolder(new HeadRequests());
          filter.setAsyncSupported(true);
          handler.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
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
