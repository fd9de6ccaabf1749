package io.penstock.topologies;

import io.penstock.streams.Infrastructure;
import io.penstock.streams.RefusedRecordException;
import java.util.function.Supplier;

/** Asks the rules about a record before anything is written for it. */
public final class Rules {

  private Rules() {}

  /**
   * The rules' decision.
   *
   * @throws RefusedRecordException if they fail on it: it can be set aside, since nothing was
   *     written
   */
  public static <D> D ask(Supplier<D> rules) {
    try {
      return rules.get();
    } catch (RefusedRecordException e) {
      throw e;
    } catch (RuntimeException e) {
      if (Infrastructure.atFault(e).isPresent()) {
        throw e;
      }
      throw new RefusedRecordException("the rules fail on it: " + e, e);
    }
  }
}
