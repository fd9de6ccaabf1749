package io.penstock.app.process;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tells people what is being done and how long it took, a line a step. */
public final class Progress {
  private final PrintWriter out;
  private final long begin = System.nanoTime();

  public Progress(PrintWriter out) {
    this.out = out;
  }

  /** Does the step and tells of it when it is done. */
  public <T> T step(String name, Callable<T> work) throws Exception {
    long start = System.nanoTime();
    T result = work.call();
    tell("%-18s %s".formatted(name, seconds(System.nanoTime() - start)));
    return result;
  }

  public void tell(String line) {
    out.println("penstock: " + line);
    out.flush();
  }

  /** Since the first step. */
  public String total() {
    return seconds(System.nanoTime() - begin);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%5.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
  }
}
