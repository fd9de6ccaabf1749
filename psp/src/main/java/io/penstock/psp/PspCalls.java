package io.penstock.psp;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.schemas.PspOperation;
import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a request to its end at one PSP: waits while the PSP cannot be reached, tries soft
 * declines again, and repeats nothing that may have happened.
 */
final class PspCalls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PspCalls.class);

  /** A soft decline is tried again twice. */
  private static final int MOST_ATTEMPTS = 3;

  private static final double GROWTH = 1.5;
  private static final double CHANCE = 0.5;

  private final PspConnector connector;
  private final MeterRegistry meters;
  private final CircuitBreaker breaker;
  private final Semaphore places;
  private final IntervalFunction backOff;
  private final Duration patience;
  private final CountDownLatch closing = new CountDownLatch(1);

  PspCalls(PspConnector connector, PspSettings settings, MeterRegistry meters) {
    this.connector = connector;
    this.meters = meters;
    this.places = new Semaphore(settings.concurrency());
    this.patience = settings.patience();
    this.backOff =
        IntervalFunction.ofExponentialRandomBackoff(
            settings.firstBackOff(), GROWTH, CHANCE, settings.longestBackOff());
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(whenToBreak(settings));
    breaker = breakers.circuitBreaker("psp-" + connector.name());
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
  }

  private static CircuitBreakerConfig whenToBreak(PspSettings settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(50)
        .minimumNumberOfCalls(20)
        .failureRateThreshold(50)
        .waitDurationInOpenState(settings.breakerPause())
        .permittedNumberOfCallsInHalfOpenState(5)
        .recordExceptions(PspUnreachableException.class)
        .recordResult(
            answer -> answer instanceof PspAnswer known && known.status() == PspStatus.UNKNOWN)
        .build();
  }

  /**
   * @param mayHaveBeenMade whether the call may have been made before, for a request that came
   *     twice
   * @param stillWanted asked before each further attempt
   * @throws InterruptedException if it is not wanted any more; nothing is known of its end then
   */
  PspAnswer call(PspRequest request, boolean mayHaveBeenMade, BooleanSupplier stillWanted)
      throws InterruptedException {
    PspAnswer answer = reach(request, 1, mayHaveBeenMade, stillWanted);
    for (int attempt = 2; attempt <= MOST_ATTEMPTS && answer.isSoftDecline(); attempt++) {
      pause(backOff.apply(attempt - 1));
      answer = reach(request, attempt, mayHaveBeenMade, stillWanted);
    }
    return answer;
  }

  private PspAnswer reach(
      PspRequest request, int attempt, boolean mayHaveBeenMade, BooleanSupplier stillWanted)
      throws InterruptedException {
    Instant givesUp = Instant.now().plus(patience);
    for (int failures = 1; ; failures++) {
      if (!stillWanted.getAsBoolean()) {
        throw new InterruptedException("the request belongs to another worker now");
      }
      try {
        return once(request, keyOf(request, attempt));
      } catch (PspUnreachableException | CallNotPermittedException e) {
        long wait = backOff.apply(failures);
        if (Instant.now().plusMillis(wait).isAfter(givesUp)) {
          return givenUp(request, mayHaveBeenMade, e);
        }
        pause(wait);
      }
    }
  }

  /** Only what was certainly never sent has failed. */
  private static PspAnswer givenUp(PspRequest request, boolean mayHaveBeenMade, Exception e) {
    boolean unknown =
        mayHaveBeenMade
            || request.getAttempt() > 1
            || request.getOperation() == PspOperation.LOOK_UP;
    return unknown
        ? PspAnswer.of(PspStatus.UNKNOWN, null, e.getMessage())
        : PspAnswer.of(PspStatus.FAILED, "psp_unavailable", e.getMessage());
  }

  private PspAnswer once(PspRequest request, String key)
      throws PspUnreachableException, InterruptedException {
    places.acquire();
    Timer.Sample time = Timer.start(meters);
    String status = "not_sent";
    try {
      PspAnswer answer = guarded(request, key);
      status = answer.status().name().toLowerCase(Locale.ROOT);
      return answer;
    } finally {
      places.release();
      time.stop(
          meters.timer(
              "penstock.psp.calls",
              "psp",
              connector.name(),
              "operation",
              request.getOperation().name().toLowerCase(Locale.ROOT),
              "status",
              status));
    }
  }

  private PspAnswer guarded(PspRequest request, String key) throws PspUnreachableException {
    try {
      return breaker.executeCallable(() -> send(request, key));
    } catch (PspUnreachableException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private PspAnswer send(PspRequest request, String key) throws PspUnreachableException {
    try {
      return switch (request.getOperation()) {
        case AUTHORIZE -> connector.authorize(request, key);
        case CAPTURE -> connector.capture(request, key);
        case CANCEL -> connector.cancel(request, key);
        case REFUND -> connector.refund(request, key);
        case LOOK_UP -> connector.lookUp(request);
      };
    } catch (RuntimeException e) {
      log.error("{} of {} ended in a surprise", request.getOperation(), request.getPaymentId(), e);
      return PspAnswer.of(PspStatus.UNKNOWN, null, "The connector failed: " + e);
    }
  }

  private void pause(long millis) throws InterruptedException {
    if (closing.await(millis, TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("stopped while waiting");
    }
  }

  /** Ends every wait. */
  @Override
  public void close() {
    closing.countDown();
  }

  /** The first attempt has the request's own key; the same request makes the same keys again. */
  private static String keyOf(PspRequest request, int attempt) {
    return attempt == 1 ? request.getIdempotencyKey() : request.getIdempotencyKey() + "-" + attempt;
  }
}
