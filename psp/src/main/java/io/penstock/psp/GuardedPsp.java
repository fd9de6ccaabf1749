package io.penstock.psp;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.psp.PspSettings.Outage;
import io.penstock.psp.connector.PspAnswer;
import io.penstock.psp.connector.PspConnector;
import io.penstock.psp.connector.PspRefusedException;
import io.penstock.psp.connector.PspUnreachableException;
import io.penstock.psp.connector.SettlementPage;
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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a request to its end at one PSP: waits while the PSP cannot be reached, tries soft
 * declines again, and repeats nothing that may have happened.
 */
final class GuardedPsp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GuardedPsp.class);

  /** A soft decline is tried again twice. */
  private static final int MOST_ATTEMPTS = 3;

  /** A PSP forgets idempotency keys, Stripe after 24 hours: an older call is not made again. */
  static final Duration KEYS_LAST = Duration.ofHours(20);

  private static final int MOST_AT_ONCE = 64;
  private static final double GROWTH = 1.5;
  private static final double CHANCE = 0.5;

  private final PspConnector connector;
  private final MeterRegistry meters;
  private final CircuitBreaker breaker;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final IntervalFunction backOff;
  private final Duration givenUpAfter;
  private final LongSupplier clockMs;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * @param clockMs the broker's time, by which requests say when they were made
   */
  GuardedPsp(PspConnector connector, Outage outage, LongSupplier clockMs, MeterRegistry meters) {
    this.connector = connector;
    this.clockMs = clockMs;
    this.meters = meters;
    this.givenUpAfter = outage.givenUpAfter();
    this.backOff =
        IntervalFunction.ofExponentialRandomBackoff(
            outage.firstBackOff(), GROWTH, CHANCE, outage.longestBackOff());
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(whenToBreak(outage));
    breaker = breakers.circuitBreaker("psp-" + connector.name());
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
  }

  private static CircuitBreakerConfig whenToBreak(Outage outage) {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(50)
        .minimumNumberOfCalls(20)
        .failureRateThreshold(50)
        .waitDurationInOpenState(outage.breakerPause())
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
    if (request.getOperation() != PspOperation.LOOK_UP && isOld(request)) {
      PspAnswer found = reach(lookUpOf(request), 1, true, stillWanted);
      if (found.status() != PspStatus.NOT_FOUND) {
        return found;
      }
      if (request.getOperation() == PspOperation.AUTHORIZE) {
        // Nobody waits at the till any more: a card is not charged a day late.
        return PspAnswer.of(
            PspStatus.FAILED,
            "psp_unavailable",
            "asked for more than " + KEYS_LAST.toHours() + " hours ago, and not made then");
      }
    }
    PspAnswer answer = reach(request, 1, mayHaveBeenMade, stillWanted);
    for (int attempt = 2; attempt <= MOST_ATTEMPTS && answer.isSoftDecline(); attempt++) {
      pause(backOff.apply(attempt - 1));
      answer = reach(request, attempt, mayHaveBeenMade, stillWanted);
    }
    return answer;
  }

  /** Whether the PSP may have forgotten the key, so that it would do once more what it has done. */
  private boolean isOld(PspRequest request) {
    return clockMs.getAsLong() - PspAnswer.calledAtMs(request) > KEYS_LAST.toMillis();
  }

  private PspRequest lookUpOf(PspRequest request) {
    return PspRequest.newBuilder(request)
        .setRequestedAtMs(clockMs.getAsLong())
        .setCalledAtMs(PspAnswer.calledAtMs(request))
        .setOperation(PspOperation.LOOK_UP)
        .setLookedUp(request.getOperation())
        .build();
  }

  private PspAnswer reach(
      PspRequest request, int attempt, boolean mayHaveBeenMade, BooleanSupplier stillWanted)
      throws InterruptedException {
    Instant givesUp = Instant.now().plus(givenUpAfter);
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
      PspAnswer answer = breaker.executeCallable(() -> send(request, key));
      status = answer.status().name().toLowerCase(Locale.ROOT);
      return answer;
    } catch (PspUnreachableException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
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

  /** The PSP's name. */
  String psp() {
    return connector.name();
  }

  /**
   * See {@link PspConnector#settlementLines}. An outage is one for calls and settlements alike.
   *
   * @throws CallNotPermittedException while too many calls have failed
   */
  SettlementPage settlementLines(Instant from, Instant to, @Nullable String cursor)
      throws PspUnreachableException, PspRefusedException {
    try {
      return breaker.executeCallable(() -> connector.settlementLines(from, to, cursor));
    } catch (PspUnreachableException | PspRefusedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
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
