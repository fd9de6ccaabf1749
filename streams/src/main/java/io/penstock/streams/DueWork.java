package io.penstock.streams;

import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the clock asks for, one thing at a time: what cannot be decided, or failed again and
 * again while it was written, is put off and holds up nothing else.
 */
public final class DueWork {
  private static final Logger log = LoggerFactory.getLogger(DueWork.class);

  private final Attempts attempts;

  /**
   * @param config of the application
   */
  public DueWork(Map<String, ?> config) {
    attempts = Attempts.of(config);
  }

  /**
   * Does one thing that is due.
   *
   * @param what equals itself when it is tried again
   * @param decision finds out what is to be written, and writes nothing itself; what it returns
   *     does, and where that fails, the whole transaction does
   * @param puttingOff lets it be due again later
   */
  public void attempt(Object what, Supplier<Runnable> decision, Runnable puttingOff) {
    if (!attempts.isCalm() && attempts.isGivenUp(what)) {
      log.error("{} failed {} times and is put off", what, Attempts.MOST_FAILURES);
      attempts.setAside();
      puttingOff.run();
      return;
    }
    Runnable writing;
    try {
      writing = decision.get();
    } catch (RuntimeException e) {
      if (Infrastructure.atFault(e).isPresent()) {
        throw e;
      }
      log.error("{} cannot be decided and is put off", what, e);
      attempts.setAside();
      puttingOff.run();
      return;
    }
    try {
      writing.run();
    } catch (RuntimeException e) {
      attempts.failed(what, e);
      throw e;
    }
  }
}
