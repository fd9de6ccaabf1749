package io.penstock.ingest.requests;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.penstock.http.ProblemException;
import io.penstock.ingest.commands.Answer;
import io.penstock.ingest.commands.CommandProducer;
import io.penstock.ingest.commands.Problems;
import io.penstock.schemas.IdempotentAnswer;
import io.penstock.schemas.Topics;
import io.penstock.views.CommittedViews;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each idempotency key once: the first request is carried out, its repeats get its answer
 * again, or where that was not final the present state. Answers are kept in a topic; whatever slips
 * through (another instance, a crash before an answer was kept) meets the same ids in the ledger,
 * which answers as it did before.
 */
public final class IdempotentRequests {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotentRequests.class);
  private static final int RECENT_BYTES = 64 * 1024 * 1024;
  private static final int ENTRY_BYTES = 256;
  private static final int UNDECIDED = 0;
  static final String REPLAYED = "Idempotent-Replayed";

  private final ConcurrentMap<String, String> running = new ConcurrentHashMap<>();
  private final Cache<String, IdempotentAnswer> recent =
      Caffeine.newBuilder()
          .maximumWeight(RECENT_BYTES)
          .weigher((String key, IdempotentAnswer answer) -> ENTRY_BYTES + answer.getBody().length())
          .build();
  private final CommandProducer producer;
  private final CommittedViews views;
  private final Clock clock;

  public IdempotentRequests(CommandProducer producer, CommittedViews views, Clock clock) {
    this.producer = producer;
    this.views = views;
    this.clock = clock;
  }

  /**
   * @throws ProblemException 409 while the first request runs, 422 where the key named another one
   */
  public Answer answer(IdempotencyKey key, String fingerprint, Supplier<Answer> work) {
    String other = running.putIfAbsent(key.value(), fingerprint);
    if (other != null) {
      requireSame(other, fingerprint);
      throw Problems.refused(
          409, "request_in_progress", "The first request with this idempotency key still runs.");
    }
    try {
      Optional<IdempotentAnswer> first = known(key);
      first.ifPresent(answer -> requireSame(answer.getFingerprint(), fingerprint));
      // What was not decided then is asked for again, and shown as it stands now.
      boolean repeated = first.isPresent();
      Answer answer =
          first
              .filter(kept -> !kept.getBody().isEmpty())
              .map(Answer::of)
              .orElseGet(() -> carryOut(key, fingerprint, work));
      return repeated ? answer.with(REPLAYED, "true") : answer;
    } finally {
      running.remove(key.value(), fingerprint);
    }
  }

  private static void requireSame(String first, String fingerprint) {
    if (!first.equals(fingerprint)) {
      throw Problems.refused(
          422,
          "idempotency_key_reused",
          "This idempotency key was used for another request, path or body.");
    }
  }

  private Optional<IdempotentAnswer> known(IdempotencyKey key) {
    IdempotentAnswer answer = recent.getIfPresent(key.value());
    if (answer != null && answer.getStatus() != UNDECIDED) {
      return Optional.of(answer);
    }
    try {
      return views.idempotentAnswer(key.recordKey()).or(() -> Optional.ofNullable(answer));
    } catch (RuntimeException e) {
      LOG.warn("the views cannot be asked for an idempotency key", e);
      throw new ProblemException(Problems.VIEWS_UNAVAILABLE);
    }
  }

  private Answer carryOut(IdempotencyKey key, String fingerprint, Supplier<Answer> work) {
    try {
      Answer answer = work.get();
      keep(
          key,
          answer.decided() ? answer.toRecord(fingerprint, clock.millis()) : undecided(fingerprint));
      return answer;
    } catch (ProblemException e) {
      if (e.problem().status() == Problems.OUTCOME_UNKNOWN.status()) {
        recent.put(key.value(), undecided(fingerprint));
      }
      throw e;
    }
  }

  /** Remembers what was asked where the outcome is not known yet; the final answer replaces it. */
  private IdempotentAnswer undecided(String fingerprint) {
    return new IdempotentAnswer(fingerprint, UNDECIDED, Map.of(), "", clock.millis());
  }

  /** What was decided is told even if it cannot be kept: the ledger would answer a repeat alike. */
  private void keep(IdempotencyKey key, IdempotentAnswer answer) {
    recent.put(key.value(), answer);
    try {
      producer.send(Topics.IDEMPOTENCY_ANSWERS, key.recordKey(), answer).join();
    } catch (CompletionException e) {
      LOG.warn("an answer could not be kept", e);
    }
  }
}
