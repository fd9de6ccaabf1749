package io.penstock.chaos;

import io.penstock.chaos.checker.Checker;
import io.penstock.chaos.checker.books.Violation;
import io.penstock.chaos.load.LoadGenerator;
import io.penstock.chaos.world.Program;
import io.penstock.chaos.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Faults under load, and after each the five checks. */
public final class ChaosRun {
  /** How long what is open may take to settle after a fault. */
  private static final Duration SETTLING = Duration.ofMinutes(2);

  /** How long everything may take to come to rest at the end. */
  private static final Duration REST = Duration.ofMinutes(4);

  private final ChaosOptions options;
  private final Program program;
  private final Consumer<String> tell;
  private final Map<FaultKind, ChaosReport.Faults> faults = new EnumMap<>(FaultKind.class);
  private volatile String doing = "starting";
  private final AtomicInteger done = new AtomicInteger();
  private @Nullable String trouble;
  private int kills;
  private int checks;
  private long endedByThemselves;

  /**
   * @param tell is told what happens, a line a second at least
   */
  public ChaosRun(ChaosOptions options, Program program, Consumer<String> tell) {
    this.options = options;
    this.program = program;
    this.tell = tell;
    for (FaultKind kind : FaultKind.values()) {
      faults.put(kind, new ChaosReport.Faults(0, null));
    }
  }

  /**
   * @throws IOException if a process does not come up
   */
  public ChaosReport run() throws Exception {
    tell.accept("seed " + options.seed() + ", state and logs in " + options.directory());
    try (World world = World.start(program, options.directory(), options.brokers());
        Checker checker = new Checker(world.places());
        LoadGenerator load =
            new LoadGenerator(options.seed(), options.rate(), world.places(), checker::promised)) {
      List<Violation> violations = prepare(checker, load);
      long begin = System.nanoTime();
      try (ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor()) {
        var _ =
            ticks.scheduleAtFixedRate(
                () -> tell.accept(progress(begin, load)), 0, 1, TimeUnit.SECONDS);
        load.start();
        Faults doer = new Faults(world, load, millis -> observe(checker, millis));
        if (violations.isEmpty()) {
          violations = disturb(world, checker, doer, begin);
        }
        if (violations.isEmpty() && trouble == null) {
          doing = "coming to rest";
          load.stop();
          violations = checker.checkAtRest(REST);
          checks++;
        }
        ticks.shutdownNow();
        return report(begin, checker, load, doer, violations);
      }
    }
  }

  private List<Violation> prepare(Checker checker, LoadGenerator load)
      throws IOException, InterruptedException {
    tell.accept("ready; opening accounts");
    load.openAccounts();
    List<Violation> violations = checker.check(SETTLING);
    if (violations.isEmpty()) {
      load.fundAccounts();
      violations = checker.check(SETTLING);
    }
    return violations;
  }

  private List<Violation> disturb(World world, Checker checker, Faults doer, long begin)
      throws Exception {
    Schedule schedule = new Schedule(options.seed(), options.faults());
    List<Violation> violations = List.of();
    while (violations.isEmpty() && !isOver(begin)) {
      Fault fault = schedule.next();
      doing = "load";
      observe(checker, fault.afterMs());
      doing = fault.kind().meaning();
      tell.accept("fault " + (done.get() + 1) + ": " + fault);
      try {
        long returnMs = doAndUndo(fault, world, doer);
        doing = "checking after " + fault.kind();
        violations = checker.check(SETTLING);
        checks++;
        faults.computeIfPresent(fault.kind(), (_, before) -> before.another(returnMs));
      } catch (IOException | UncheckedIOException | KafkaException e) {
        trouble = "after " + fault + ": " + e;
        return List.of();
      }
      done.incrementAndGet();
      kills += fault.kind().isKill() ? 1 : 0;
    }
    return violations;
  }

  private long doAndUndo(Fault fault, World world, Faults doer) throws Exception {
    doer.inject(fault);
    long undone = System.nanoTime();
    endedByThemselves += world.startWhatEnded();
    doing = "back from " + fault.kind();
    world.awaitReady();
    return Duration.ofNanos(System.nanoTime() - undone).toMillis();
  }

  private boolean isOver(long begin) {
    return options.kills() > 0
        ? kills >= options.kills()
        : System.nanoTime() - begin >= options.time().toNanos();
  }

  private static void observe(Checker checker, long millis) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      checker.readOnce();
    } while (System.nanoTime() < deadline);
  }

  private String progress(long begin, LoadGenerator load) {
    return "%4d s  %,9d sent %,9d acknowledged %4d faults  %s"
        .formatted(
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
            load.tally().sent(),
            load.tally().acknowledged(),
            done.get(),
            doing);
  }

  private ChaosReport report(
      long begin, Checker checker, LoadGenerator load, Faults doer, List<Violation> violations) {
    return new ChaosReport(
        options.seed(),
        Duration.ofNanos(System.nanoTime() - begin).toMillis(),
        faults,
        checks,
        load.tally().sent(),
        load.tally().acknowledged(),
        load.tally().refused(),
        load.tally().unanswered(),
        checker.transfers(),
        checker.payments(),
        checker.factsRead(),
        doer.poisoned(),
        endedByThemselves,
        violations,
        trouble,
        options.directory().toString());
  }
}
