package io.penstock.psp;

import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which requests of one partition are finished. An offset is committed only when every one before
 * it is finished.
 */
final class PartitionWork {
  private final long firstUnseen;
  private final ConcurrentSkipListSet<Long> underWay = new ConcurrentSkipListSet<>();
  private final AtomicBoolean lost = new AtomicBoolean();
  private long next;
  private long committed;

  /**
   * @param position where reading begins
   * @param firstUnseen the first offset that no other worker can have been given before
   */
  PartitionWork(long position, long firstUnseen) {
    this.next = position;
    this.committed = position;
    this.firstUnseen = firstUnseen;
  }

  void begin(long offset) {
    underWay.add(offset);
    next = offset + 1;
  }

  /** Any thread may call it. */
  void finish(long offset) {
    underWay.remove(offset);
  }

  /** The first request that is not finished, or the one to come. */
  private long done() {
    // In this order: an offset that begins in between would be passed over otherwise.
    long end = next;
    Long first = underWay.ceiling(Long.MIN_VALUE);
    return first == null ? end : first;
  }

  /** What is to be committed; empty if it is already. */
  OptionalLong news() {
    long done = done();
    return done == committed ? OptionalLong.empty() : OptionalLong.of(done);
  }

  void committed(long offset) {
    committed = offset;
  }

  /** Whether a request was certainly given to nobody before. */
  boolean isFirstSeen(long offset) {
    return offset >= firstUnseen;
  }

  void lose() {
    lost.set(true);
  }

  boolean isLost() {
    return lost.get();
  }
}
