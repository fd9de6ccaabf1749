package io.penstock.queries.facts;

import io.penstock.queries.store.NotReadyException;
import io.penstock.queries.store.Question;
import io.penstock.queries.store.Row;
import java.time.Duration;
import java.util.List;

/** Whoever answers questions about any partition of the views. */
public interface PartitionedViews {
  int partitions();

  /**
   * The rows that answer the question, after waiting for them if they do not yet.
   *
   * @throws NotReadyException if nobody serves the partition
   */
  List<Row> ask(int partition, Question question, Duration patience);
}
