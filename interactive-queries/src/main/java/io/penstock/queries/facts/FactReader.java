package io.penstock.queries.facts;

import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import io.penstock.queries.store.RowDecoder;
import io.penstock.queries.store.View;
import io.penstock.schemas.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Asks the views and reads the records in what they answer. */
public final class FactReader {
  private static final int ROWS_AT_ONCE = 1_000;

  private final PartitionedViews views;
  private final RowDecoder decoder;

  public FactReader(PartitionedViews views, RowDecoder decoder) {
    this.views = views;
    this.decoder = decoder;
  }

  public int partitions() {
    return views.partitions();
  }

  int partitionOf(String id) {
    return Placement.ofKey(id, views.partitions());
  }

  public RowDecoder decoder() {
    return decoder;
  }

  /** Asks the partition where an id lives. */
  public List<Row> rows(String id, Question question, Duration patience) {
    return views.ask(partitionOf(id), question, patience);
  }

  public List<Row> rows(int partition, Question question, Duration patience) {
    return views.ask(partition, question, patience);
  }

  <V extends SpecificRecord> List<V> ask(
      String id, Question question, Duration patience, Class<V> type) {
    return ask(partitionOf(id), question, patience, type);
  }

  /** Asks a partition that is known. */
  <V extends SpecificRecord> List<V> ask(
      int partition, Question question, Duration patience, Class<V> type) {
    return decoder.decode(question.view(), views.ask(partition, question, patience), type);
  }

  public <V extends SpecificRecord> Optional<V> first(
      String id, Question question, Duration patience, Class<V> type) {
    return ask(id, question, patience, type).stream().findFirst();
  }

  /** Every row of a partition with a key from one, inclusive, to another, exclusive. */
  public <V extends SpecificRecord> List<V> all(
      int partition, View view, String from, String to, Class<V> type) {
    List<Row> rows = new ArrayList<>();
    String next = from;
    while (true) {
      List<Row> found =
          rows(partition, new Question.Range(view, next, to, ROWS_AT_ONCE), Duration.ZERO);
      rows.addAll(found);
      if (found.size() < ROWS_AT_ONCE) {
        return decoder.decode(view, rows, type);
      }
      next = found.getLast().key() + '\0';
    }
  }
}
