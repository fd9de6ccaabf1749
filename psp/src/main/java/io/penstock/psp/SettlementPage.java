package io.penstock.psp;

import io.penstock.schemas.SettlementLine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of what a PSP settled.
 *
 * @param entries in the PSP's order
 * @param nextCursor to ask for the next page; null for the last
 */
public record SettlementPage(List<Entry> entries, @Nullable String nextCursor) {

  /**
   * One movement of the balance at the PSP.
   *
   * @param createdAt when the PSP booked it
   * @param line null while the money is not available yet, so that it is no settlement
   */
  public record Entry(Instant createdAt, @Nullable SettlementLine line) {}
}
