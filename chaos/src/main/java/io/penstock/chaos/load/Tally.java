package io.penstock.chaos.load;

import java.util.concurrent.atomic.AtomicLong;

/** How the clients fared. */
public final class Tally {
  final AtomicLong sent = new AtomicLong();
  final AtomicLong acknowledged = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong unanswered = new AtomicLong();

  /** Steps that were begun. */
  public long sent() {
    return sent.get();
  }

  /** Those that were promised an effect. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Those that were told no. */
  public long refused() {
    return refused.get();
  }

  /** Those that nobody answered in the time that a client has. */
  public long unanswered() {
    return unanswered.get();
  }
}
