package io.penstock.ingest.settlements;

import io.penstock.schemas.SettlementLine;
import io.penstock.views.CommittedViews;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks which lines of one report are known. It is a courtesy that must not keep a report: once
 * nobody answers, or slowly, nobody is asked any more.
 */
public final class KnownLineQuestions {
  /** Longest time for the questions of one report. */
  private static final Duration MOST = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(KnownLineQuestions.class);

  private final CommittedViews views;
  private long spentNanos;
  private boolean answered = true;

  KnownLineQuestions(CommittedViews views) {
    this.views = views;
  }

  /** The places of the known ones; none where nobody can tell. */
  Set<Integer> ask(List<SettlementLine> lines) {
    if (answered && spentNanos > MOST.toNanos()) {
      answered = false;
      LOG.warn("asking which lines of a report are known takes too long");
    }
    if (!answered || lines.isEmpty()) {
      return Set.of();
    }
    long start = System.nanoTime();
    try {
      return views.knownLines(lines);
    } catch (RuntimeException e) {
      answered = false;
      LOG.warn("nobody tells which lines of a report are known: {}", e.getMessage());
      return Set.of();
    } finally {
      spentNanos += System.nanoTime() - start;
    }
  }

  /** Whether all of them were. */
  boolean areAnswered() {
    return answered;
  }
}
