package io.penstock.psp.connector;

import io.penstock.schemas.SettlementLine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of what a PSP booked.
 *
 * @param entries in the PSP's order
 * @param nextCursor to ask for the next page; null for the last
 */
public record SettlementPage(List<Entry> entries, @Nullable String nextCursor) {

  /** One movement of the balance at the PSP. */
  public sealed interface Entry {}

  /** The money is there. */
  public record Settled(SettlementLine line) implements Entry {}

  /**
   * The money is not available yet, so that it is no settlement.
   *
   * @param availableOn when the PSP says that it will be
   */
  public record Pending(Instant availableOn) implements Entry {}

  /**
   * A movement that no line can tell exactly.
   *
   * @param reference the PSP's name of it
   * @param why as a sentence
   */
  public record Unreadable(String reference, String why) implements Entry {}
}
