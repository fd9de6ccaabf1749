package io.penstock.chaos.checker;

import io.penstock.audit.Fact;
import io.penstock.audit.TopicReader;
import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Books;
import io.penstock.chaos.checker.books.Check;
import io.penstock.chaos.checker.books.Violation;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Folds the topics of facts as they grow, and compares. All of it runs in the thread that calls;
 * only {@link #promised} may be called from others.
 */
public final class Checker implements TopicReader.Reading, AutoCloseable {
  /** What each topic of facts holds. */
  static final Map<String, String> TYPES =
      Map.of(
          "ledger.entries", "io.penstock.schemas.LedgerEntry",
          "accounts.balances", "io.penstock.schemas.AccountBalance",
          "transfers.outcomes", "io.penstock.schemas.TransferOutcome",
          "payments.events", "io.penstock.schemas.PaymentEvent");

  /** How long a hold may outlive its deadline while everything runs. */
  static final Duration HOLD_BOUND = Duration.ofSeconds(15);

  /** How long it may take to read what is there. */
  private static final Duration READING = Duration.ofSeconds(90);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Api api = new Api(LONGEST_CALL);
  private final TopicReader reader;
  private final Books books;
  private final Comparison comparison;
  private long factsRead;
  private long passedOver;

  /** Starts at the beginning of the topics. */
  public Checker(Places places) {
    this.reader =
        new TopicReader(
            Map.of(
                "bootstrap.servers", places.kafka(),
                "client.id", "chaos-checker",
                "default.api.timeout.ms", "120000"),
            TYPES,
            new RegistrySchemas(api, places.registry()));
    this.books = new Books(reader.partitions("ledger.entries"), System::currentTimeMillis);
    this.comparison = new Comparison(books, new Tables(places.postgres()), api, places);
  }

  /** A client was promised something. Any thread. */
  public void promised(Acknowledged promise) {
    acknowledged.add(promise);
  }

  /** Reads what came since, for a moment. */
  public void readOnce() {
    var _ = reader.read(this);
  }

  @Override
  public void fact(Fact fact) {
    factsRead++;
    books.take(fact);
  }

  /** The harness itself puts such records there. */
  @Override
  public void unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {
    passedOver++;
  }

  /**
   * All five checks about what has happened so far, while more happens: what is open now must be
   * settled before {@code patience} is over.
   *
   * @return every violation found since the run began
   */
  public List<Violation> check(Duration patience) throws InterruptedException {
    return settle(patience, false);
  }

  /** All five checks once nothing happens any more: everything must be even to the last unit. */
  public List<Violation> checkAtRest(Duration patience) throws InterruptedException {
    return settle(patience, true);
  }

  /** Records that were decoded. */
  public long factsRead() {
    return factsRead;
  }

  /** Records on topics of facts that are no facts. */
  public long passedOver() {
    return passedOver;
  }

  public int transfers() {
    return books.outcomes.size();
  }

  public int payments() {
    return books.payments.size();
  }

  @Override
  public void close() {
    reader.close();
    api.close();
  }

  private List<Violation> settle(Duration patience, boolean atRest) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    read();
    Due due = new Due(books, atRest);
    while (books.findings.isEmpty() && !due.isSettled() && System.nanoTime() < deadline) {
      readOnce();
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
  private void read() {
    takePromises();
    long deadline = System.nanoTime() + READING.toNanos();
    var _ = reader.mark();
    while (!reader.isAtMark()) {
      if (System.nanoTime() > deadline) {
        books.findings.add(
            Check.STATE_IS_THE_FOLD, "the topics could not be read to their end", "the consumer");
        return;
      }
      readOnce();
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
  private void compare(long deadline, boolean atRest) throws InterruptedException {
    Map<Integer, Long> mark = books.ledger.sequences();
    Map<String, BigInteger> sums = books.ledger.sumsOfLegs();
    List<Violation> differences = new ArrayList<>();
    boolean isOver = false;
    while (!isOver) {
      long read = factsRead;
      differences.clear();
      differences.addAll(books.payments.compare(books.outcomes));
      if (atRest) {
        differences.addAll(books.uneven());
      }
      differences.addAll(comparison.differences(mark, sums, atRest));
      readOnce();
      if (atRest) {
        read();
        mark = books.ledger.sequences();
        sums = books.ledger.sumsOfLegs();
      }
      boolean isStale = atRest && factsRead != read;
      isOver = (differences.isEmpty() && !isStale) || System.nanoTime() >= deadline;
    }
    differences.forEach(books.findings::add);
  }
}
