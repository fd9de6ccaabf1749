package io.penstock.queries.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.penstock.http.Problem;
import io.penstock.http.ProblemException;
import io.penstock.queries.ViewsApplication;
import io.penstock.queries.facts.InternalClient;
import io.penstock.queries.facts.InternalClient.Asked;
import io.penstock.queries.store.OwnedStores.NotOwnedException;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What only Penstock's own processes ask, see {@link InternalClient}: the door, and the other
 * instances of the views. The public look-ups are answered here, too.
 */
public final class InternalRoutes {
  /** Answer of an instance that does not serve the partition: 421, misdirected request. */
  private static final int NOT_OWNED = 421;

  private final ViewsApplication views;

  public InternalRoutes(ViewsApplication views) {
    this.views = views;
  }

  public void addTo(RoutesConfig routes) {
    new QueryRoutes(views).addTo(routes);
    post(routes, InternalClient.OWN_ROWS, this::ownRows);
    post(routes, InternalClient.ROWS, this::rows);
    post(routes, InternalClient.PARTITIONS, ctx -> write(ctx, views.facts().partitions()));
    post(routes, InternalClient.OLDER_TRANSFERS, this::olderTransfers);
    post(routes, InternalClient.KNOWN_LINES, this::knownLines);
  }

  private static void post(RoutesConfig routes, String path, Handler handler) {
    routes.post(path, JsonRoute.whenReady(handler));
  }

  private void ownRows(Context ctx) throws IOException {
    Asked asked = read(ctx, Asked.class);
    Duration patience = Duration.ofMillis(asked.waitMs());
    try {
      write(ctx, views.owned().answer(asked.partition(), asked.question(), patience));
    } catch (NotOwnedException e) {
      ctx.status(NOT_OWNED);
    }
  }

  private void rows(Context ctx) throws IOException {
    Asked asked = read(ctx, Asked.class);
    Duration patience = Duration.ofMillis(asked.waitMs());
    write(ctx, views.facts().rows(asked.partition(), asked.question(), patience));
  }

  private void olderTransfers(Context ctx) throws IOException {
    List<ByteBuffer> transfers = new ArrayList<>();
    for (TransferOutcome transfer : views.archive().transfers(read(ctx, String.class))) {
      transfers.add(transfer.toByteBuffer());
    }
    write(ctx, transfers);
  }

  private void knownLines(Context ctx) throws IOException {
    List<SettlementLine> lines = new ArrayList<>();
    for (ByteBuffer line : read(ctx, ByteBuffer[].class)) {
      lines.add(SettlementLine.fromByteBuffer(line));
    }
    write(ctx, views.archive().known(lines));
  }

  private static <T> T read(Context ctx, Class<T> type) {
    try {
      return InternalClient.JSON.readValue(ctx.bodyAsBytes(), type);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(400, "malformed_question", "Another build of Penstock asked: " + e));
    }
  }

  private static void write(Context ctx, Object answer) throws IOException {
    ctx.contentType("application/json").result(InternalClient.JSON.writeValueAsBytes(answer));
  }
}
