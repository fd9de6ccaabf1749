package io.penstock.queries.facts;

import io.penstock.queries.facts.InternalClient.Asked;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import io.penstock.queries.store.RowDecoder;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.TransferOutcome;
import io.penstock.schemas.serde.SchemaRegistry;
import io.penstock.views.CommittedViews;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The views of other processes, reached at any of their instances. */
public final class RemoteViews implements PartitionedViews, AutoCloseable {
  /** What an answer may take longer than it was asked to wait. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** What one question to their database may take, and what a thousand lines may. */
  private static final Duration DATABASE = Duration.ofSeconds(4);

  private static final Duration MANY_LINES = Duration.ofSeconds(5);

  /** So many that the longest of them are no more than the listener reads. */
  private static final int LINES_AT_ONCE = 400;

  private final InternalClient client = new InternalClient(Duration.ofSeconds(2));
  private final String listener;
  private volatile int partitions;

  public RemoteViews(URI views) {
    listener = views.toString().replaceAll("/+$", "");
  }

  /** What a door asks them. */
  public CommittedViews answers(SchemaRegistry registry) {
    return new CommandAnswers(
        this, new RowDecoder(registry), this::olderTransfers, this::knownLines);
  }

  @Override
  public int partitions() {
    if (partitions == 0) {
      partitions = ask(InternalClient.PARTITIONS, "", GRACE, Integer.class);
    }
    return partitions;
  }

  @Override
  public List<Row> ask(int partition, Question question, Duration patience) {
    Asked asked = new Asked(partition, question, patience.toMillis());
    return List.of(ask(InternalClient.ROWS, asked, patience.plus(GRACE), Row[].class));
  }

  private List<TransferOutcome> olderTransfers(String transferId) {
    List<TransferOutcome> transfers = new ArrayList<>();
    try {
      for (var bytes :
          ask(InternalClient.OLDER_TRANSFERS, transferId, DATABASE, ByteBuffer[].class)) {
        transfers.add(TransferOutcome.fromByteBuffer(bytes));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return transfers;
  }

  private Set<Integer> knownLines(List<SettlementLine> lines) {
    Set<Integer> known = new HashSet<>();
    for (int from = 0; from < lines.size(); from += LINES_AT_ONCE) {
      int first = from;
      List<SettlementLine> some =
          lines.subList(first, Math.min(lines.size(), first + LINES_AT_ONCE));
      for (int place :
          ask(InternalClient.KNOWN_LINES, encoded(some), MANY_LINES, Integer[].class)) {
        known.add(first + place);
      }
    }
    return known;
  }

  private static List<ByteBuffer> encoded(List<SettlementLine> lines) {
    List<ByteBuffer> encoded = new ArrayList<>();
    try {
      for (SettlementLine line : lines) {
        encoded.add(line.toByteBuffer());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return encoded;
  }

  private <A> A ask(String path, Object question, Duration timeout, Class<A> answer) {
    try {
      return client.ask(listener, path, question, timeout, answer);
    } catch (IOException e) {
      throw new UncheckedIOException("the views at " + listener + " do not answer", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
