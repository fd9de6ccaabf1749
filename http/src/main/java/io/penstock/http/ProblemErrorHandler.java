package io.penstock.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what goes wrong before a request reaches its route, such as a malformed URI. */
public final class ProblemErrorHandler extends ErrorHandler {
  private static final HttpField PROBLEM =
      new HttpField(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);

  private static final CardSearch CARDS = new CardSearch();

  /** Jetty alone gives a body to the answers of GET, POST and HEAD only. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.getHeaders().put(PROBLEM);
    if (response.getHeaders().get(RequestIds.HEADER) == null) {
      String sent = request.getHeaders().get(RequestIds.HEADER);
      response.getHeaders().put(RequestIds.HEADER, RequestIds.of(sent));
    }
    response.write(true, json(code, request.getHttpURI().getPath()), callback);
  }

  private static ByteBuffer json(int status, @Nullable String path) {
    // Such a request has not met the guard that keeps card numbers out.
    String shown = path == null || CARDS.finds(path) ? "" : path;
    String body = HttpErrors.ofStatus(status).toJson(shown);
    return ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
  }
}
