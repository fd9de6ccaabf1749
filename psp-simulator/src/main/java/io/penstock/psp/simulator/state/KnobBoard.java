package io.penstock.psp.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToIntFunction;
import org.h2.mvstore.MVMap;

/** The knobs as they are turned now; kept with the rest, so that a restart changes nothing. */
public final class KnobBoard {
  private static final String KEY = "knobs";

  private final StateFile file;
  private final MVMap<String, String> kept;
  private volatile Knobs knobs;

  public KnobBoard(StateFile file) {
    this.file = file;
    this.kept = file.map("simulator");
    String json = kept.get(KEY);
    this.knobs = json == null ? Knobs.NONE : Knobs.NONE.with(Json.read(json));
  }

  public Knobs now() {
    return knobs;
  }

  /**
   * Turns those that are named.
   *
   * @throws IllegalArgumentException as {@link Knobs#with} does
   */
  public Knobs turn(ObjectNode turned) {
    return file.change(
        () -> {
          set(knobs.with(turned));
          return knobs;
        });
  }

  /** Whether this call is one of those to fail. */
  public boolean takeFailure() {
    return takeOne("fail_next", Knobs::failNext) || happens(knobs.failureRate());
  }

  /** Whether the answer of this call is one of those to be lost. */
  public boolean takeLostAnswer() {
    return takeOne("lose_next_answers", Knobs::loseNextAnswers) || happens(knobs.loseAnswersRate());
  }

  /** The fault for the next balance transaction; within {@link StateFile#change} only. */
  public Optional<SettlementFault> takeSettlementFault() {
    for (SettlementFault fault : SettlementFault.values()) {
      int left = knobs.settlementFaults().getOrDefault(fault.label(), 0);
      if (left > 0) {
        Map<String, Integer> rest = new HashMap<>(knobs.settlementFaults());
        rest.put(fault.label(), left - 1);
        set(knobs.with("settlement_faults", rest));
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private boolean takeOne(String name, ToIntFunction<Knobs> counter) {
    if (counter.applyAsInt(knobs) == 0) {
      return false;
    }
    return file.change(
        () -> {
          int left = counter.applyAsInt(knobs);
          if (left > 0) {
            set(knobs.with(name, left - 1));
          }
          return left > 0;
        });
  }

  private void set(Knobs to) {
    knobs = to;
    kept.put(KEY, Json.write(to.toJson()));
  }

  private static boolean happens(double rate) {
    return rate > 0 && ThreadLocalRandom.current().nextDouble() < rate;
  }
}
