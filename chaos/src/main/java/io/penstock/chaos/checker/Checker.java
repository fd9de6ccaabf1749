package io.penstock.chaos.checker;

import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Books;
import io.penstock.chaos.checker.books.Check;
import io.penstock.chaos.checker.books.Violation;
import io.penstock.chaos.checker.facts.Api;
import io.penstock.chaos.checker.facts.CommittedFacts;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Folds the topics of facts as they grow, and compares. All of it runs in the thread that calls;
 * only {@link #promised} may be called from others.
 */
public final class Checker implements AutoCloseable {
  /** How long a hold may outlive its deadline while everything runs. */
  static final Duration HOLD_BOUND = Duration.ofSeconds(15);

  /** How long it may take to read what is there. */
  private static final Duration READING = Duration.ofSeconds(90);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Api api = new Api(LONGEST_CALL);
  private final CommittedFacts reader;
  private final Books books = new Books(System::currentTimeMillis);
  private final Comparison comparison;

  public Checker(Places places) {
    this.reader = new CommittedFacts(places.kafka(), api, places.registry());
    this.comparison = new Comparison(books, new Tables(places.postgres()), api, places);
  }

  /** Starts at the beginning of the topics. */
  public void begin() {
    reader.begin();
  }

  /** A client was promised something. Any thread. */
  public void promised(Acknowledged promise) {
    acknowledged.add(promise);
  }

  /** Reads what came since, for a moment. */
  public void readOnce() throws IOException, InterruptedException {
    reader.readOnce(books::take);
  }

  /**
   * All five checks about what has happened so far, while more happens: what is open now must be
   * settled before {@code patience} is over.
   *
   * @return every violation found since the run began
   */
  public List<Violation> check(Duration patience) throws IOException, InterruptedException {
    return settle(patience, false);
  }

  /** All five checks once nothing happens any more: everything must be even to the last unit. */
  public List<Violation> checkAtRest(Duration patience) throws IOException, InterruptedException {
    return settle(patience, true);
  }

  /** Records that were decoded. */
  public long factsRead() {
    return reader.read();
  }

  /** Records on topics of facts that are no facts. */
  public long passedOver() {
    return reader.passedOver();
  }

  public int transfers() {
    return books.outcomes.size();
  }

  public int payments() {
    return books.payments.size();
  }

  /** Acknowledged things that records bear out. */
  public long promisesKept() {
    return books.promises.kept();
  }

  @Override
  public void close() {
    reader.close();
    api.close();
  }

  private List<Violation> settle(Duration patience, boolean atRest)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    read();
    Due due = new Due(books, atRest);
    while (books.findings.isEmpty() && !due.isSettled() && System.nanoTime() < deadline) {
      reader.readOnce(books::take);
      takePromises();
      if (atRest) {
        due = new Due(books, true);
      }
    }
    // What is wrong already is wrong; what is merely under way then had no time.
    if (books.findings.isEmpty()) {
      due.tellUnsettled();
    }
    if (books.findings.isEmpty()) {
      compare(deadline, atRest);
    }
    return books.findings.list();
  }

  /** What was promised before the read began must be in what is read. */
  private void read() throws IOException, InterruptedException {
    takePromises();
    if (!reader.readToEnd(books::take, READING)) {
      books.findings.add(
          Check.STATE_IS_THE_FOLD, "the topics could not be read to their end", "the consumer");
    }
  }

  private void takePromises() {
    for (Acknowledged each = acknowledged.poll(); each != null; each = acknowledged.poll()) {
      books.promises.add(each);
    }
  }

  /**
   * Tables and APIs follow the topics: they have until the deadline to be equal. At rest a fee may
   * still be booked that a settlement report brings: what was compared before it does not count.
   */
  private void compare(long deadline, boolean atRest) throws IOException, InterruptedException {
    Map<Integer, Long> mark = books.journal.sequences();
    Map<String, Long> sums = books.journal.sums();
    List<Violation> differences = new ArrayList<>();
    boolean isOver = false;
    while (!isOver) {
      long read = reader.read();
      differences.clear();
      differences.addAll(books.payments.compare(books.journal, books.outcomes));
      if (atRest) {
        differences.addAll(new Due(books, true).uneven());
      }
      differences.addAll(outside(mark, sums, atRest));
      reader.readOnce(books::take);
      if (atRest) {
        read();
        mark = books.journal.sequences();
        sums = books.journal.sums();
      }
      boolean isStale = atRest && reader.read() != read;
      isOver = (differences.isEmpty() && !isStale) || System.nanoTime() >= deadline;
    }
    differences.forEach(books.findings::add);
  }

  private List<Violation> outside(Map<Integer, Long> mark, Map<String, Long> sums, boolean atRest)
      throws InterruptedException {
    List<Violation> differences = new ArrayList<>();
    try {
      differences.addAll(comparison.withTables(mark, sums, atRest));
      differences.addAll(comparison.withInstances(atRest));
      if (atRest) {
        differences.addAll(comparison.withPsp());
      }
    } catch (SQLException | IOException e) {
      differences.add(
          new Violation(Check.STATE_IS_THE_FOLD, "cannot be asked: " + e, "SQL or HTTP"));
    }
    return differences;
  }
}
