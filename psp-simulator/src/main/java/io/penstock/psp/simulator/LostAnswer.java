package io.penstock.psp.simulator;

import io.javalin.http.Context;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletApiRequest;

/** Cuts a connection after the head of the answer, so that no caller knows what happened. */
final class LostAnswer {
  private static final int PROMISED_BYTES = 4_096;

  private LostAnswer() {}

  /**
   * Not before the head: Java's own client repeats a call by itself whose connection ends without
   * one, and the loss would show nowhere.
   */
  static void cut(Context ctx) {
    try {
      ctx.res().setStatus(200);
      ctx.res().setContentType("application/json");
      ctx.res().setContentLength(PROMISED_BYTES);
      ctx.res().getOutputStream().write('{');
      ctx.res().flushBuffer();
    } catch (IOException e) {
      // Its caller is gone: lost as well.
    }
    ServletRequest request = ctx.req();
    while (request instanceof ServletRequestWrapper wrapper) {
      request = wrapper.getRequest();
    }
    ((ServletApiRequest) request)
        .getRequest()
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }
}
