package io.penstock.ingest.commands;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Gatherers;

/** Does the same with many things at once, each on a virtual thread. */
public final class InParallel {
  private static final int AT_ONCE = 64;

  private InParallel() {}

  /** Results in the order of the items. The first failure ends the others, and is thrown. */
  public static <T, R> List<R> map(List<T> items, Function<T, R> work) {
    return items.size() == 1
        ? List.of(work.apply(items.getFirst()))
        : items.stream().gather(Gatherers.mapConcurrent(AT_ONCE, work)).toList();
  }
}
