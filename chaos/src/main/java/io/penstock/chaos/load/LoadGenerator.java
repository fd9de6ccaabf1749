package io.penstock.chaos.load;

import io.penstock.chaos.checker.Api;
import io.penstock.chaos.checker.Places;
import io.penstock.chaos.checker.books.Acknowledged;
import io.penstock.chaos.checker.books.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Clients that ask for what the plan says at an even rate, until they are told to stop. */
public final class LoadGenerator implements AutoCloseable {
  private static final int MOST_CALLS = 64;

  private final Plan plan;
  private final int rate;
  private final Tally tally = new Tally();
  private final Api api = new Api(Duration.ofSeconds(15));
  private final HttpDoor door;
  private final TopicDoor topics;
  private final Semaphore calls = new Semaphore(MOST_CALLS);
  private final ScheduledExecutorService clients =
      Executors.newScheduledThreadPool(MOST_CALLS, Thread.ofVirtual().factory());
  private volatile boolean isStopped;
  private volatile @Nullable Exception failure;
  private @Nullable Thread pacer;

  /**
   * @param rate steps a second
   * @param promises is told of all that is acknowledged, from any thread
   */
  public LoadGenerator(long seed, int rate, Places places, Consumer<Acknowledged> promises) {
    this.plan = new Plan(seed);
    this.rate = rate;
    this.door = new HttpDoor(api, places.instances(), promises, tally);
    this.topics = new TopicDoor(places.kafka(), places.registry(), api, promises, tally);
  }

  /** Opens the accounts; they are there once what was promised is. */
  public void openAccounts() throws IOException, InterruptedException {
    sendAll(Plan.openings());
  }

  /** Gives them money. */
  public void fundAccounts() throws IOException, InterruptedException {
    sendAll(Plan.fundings());
  }

  public void start() {
    pacer = Thread.ofPlatform().name("chaos-load").start(this::pace);
  }

  /** Asks again for what was asked for lately, in another order. */
  public void repeat(int count) throws InterruptedException {
    List<Plan.Step> steps;
    synchronized (plan) {
      steps = plan.again(count);
    }
    for (Plan.Step step : steps) {
      begin(step);
    }
  }

  public Tally tally() {
    return tally;
  }

  /** Asks for nothing more and waits for the answers that are under way. */
  public void stop() throws Exception {
    isStopped = true;
    if (pacer != null) {
      pacer.join();
    }
    clients.shutdown();
    if (!clients.awaitTermination(3, TimeUnit.MINUTES)) {
      throw new IOException("clients still wait for an answer");
    }
    topics.flush();
    Exception failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void close() {
    isStopped = true;
    if (pacer != null) {
      pacer.interrupt();
    }
    clients.shutdownNow();
    topics.close();
    api.close();
  }

  private void sendAll(List<Operation> operations) throws IOException, InterruptedException {
    for (Operation each : operations) {
      topics.send(each, false);
    }
    topics.flush();
  }

  private void pace() {
    long begin = System.nanoTime();
    try {
      for (long step = 0; !isStopped; step++) {
        long due = begin + step * TimeUnit.SECONDS.toNanos(1) / rate;
        long early = due - System.nanoTime();
        if (early > 0) {
          TimeUnit.NANOSECONDS.sleep(early);
        }
        Plan.Step next;
        synchronized (plan) {
          next = plan.next();
        }
        begin(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Plan.Step step) throws InterruptedException {
    calls.acquire();
    if (clients.isShutdown()) {
      return;
    }
    tally.sent.incrementAndGet();
    var _ = clients.schedule(() -> perform(step), step.heldBackMs(), TimeUnit.MILLISECONDS);
  }

  private void perform(Plan.Step step) {
    try {
      if (step.overHttp()) {
        door.ask(step.operation(), step.instance());
      } else {
        topics.send(step.operation(), step.onAnyPartition());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      failure = e;
    } finally {
      calls.release();
    }
  }
}
