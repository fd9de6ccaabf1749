package io.penstock.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Takes a request's bytes in, up to a limit. */
public final class RequestBody {

  /**
   * How much of a body that is refused is read all the same, so that its sender sees the answer.
   */
  private static final long MAX_DRAINED_BYTES = 64L * 1024 * 1024;

  private RequestBody() {}

  /**
   * @throws ProblemException 413 above the limit, 415 where it says that it is no JSON, 400 where
   *     it ends too early
   */
  public static byte[] read(Context ctx, int limit) {
    byte[] body = bytes(ctx.req(), ctx.res(), limit);
    if (body.length > 0) {
      requireJson(ctx);
      requirePlain(ctx);
    }
    return body;
  }

  /**
   * Of any type.
   *
   * @throws ProblemException 413 above the limit, 400 where it ends too early
   */
  public static byte[] bytes(HttpServletRequest request, HttpServletResponse response, int limit) {
    boolean announcedTooLarge = request.getContentLengthLong() > limit;
    // Merely opening the stream tells a sender that waits to go on.
    if (announcedTooLarge && "100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      throw tooLarge(response, limit);
    }
    try (InputStream in = request.getInputStream()) {
      byte[] body = announcedTooLarge ? new byte[0] : in.readNBytes(limit + 1);
      if (announcedTooLarge || body.length > limit) {
        drain(in);
        throw tooLarge(response, limit);
      }
      return body;
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(400, "body_incomplete", "The body ended before its announced length."));
    }
  }

  private static ProblemException tooLarge(HttpServletResponse response, int limit) {
    response.setHeader("Connection", "close");
    return new ProblemException(
        Problem.of(413, "body_too_large", "The body may have at most " + limit + " bytes."));
  }

  /** Reads on and keeps nothing, up to a limit. */
  static void drain(InputStream in) throws IOException {
    byte[] scratch = new byte[16 * 1024];
    long drained = 0;
    int read = 0;
    while (read >= 0 && drained < MAX_DRAINED_BYTES) {
      read = in.read(scratch);
      drained += read;
    }
  }

  private static void requireJson(Context ctx) {
    String type = mediaType(ctx);
    boolean json =
        // A page of another origin may send a body without a type, and no browser asks us first.
        (type.isEmpty() && ctx.header("Origin") == null)
            || type.equals("application/json")
            || type.equals("text/json")
            || (type.startsWith("application/") && type.endsWith("+json"));
    if (!json) {
      throw unsupported("Content-Type", "Send JSON with Content-Type: application/json.");
    }
  }

  /**
   * @throws ProblemException 415 where the body has a content coding
   */
  public static void requirePlain(Context ctx) {
    String encoding = ctx.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw unsupported("Content-Encoding", "Send the body without a content coding.");
    }
  }

  /** In lower case and without parameters; empty where the request does not say. */
  public static String mediaType(Context ctx) {
    String contentType = ctx.header("Content-Type");
    if (contentType == null) {
      return "";
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  public static ProblemException unsupported(String header, String detail) {
    return new ProblemException(Problem.ofField(415, "unsupported_media_type", header, detail));
  }
}
