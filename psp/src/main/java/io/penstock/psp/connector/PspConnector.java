package io.penstock.psp.connector;

import io.penstock.schemas.PspRequest;
import io.penstock.schemas.PspResult;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to one PSP. Each call is made once: the caller decides what is repeated, and with which
 * idempotency key. Whatever the PSP says is an answer; only a call that was certainly not carried
 * out, and could be later, is an exception. Threads share a connector.
 */
public interface PspConnector extends AutoCloseable {

  /** The PSP's name, as requests and accounts call it. */
  String name();

  /** Reserves the amount on the card behind the token. */
  PspAnswer authorize(PspRequest request, String idempotencyKey) throws PspUnreachableException;

  /** Takes what was authorised, or a part of it. */
  PspAnswer capture(PspRequest request, String idempotencyKey) throws PspUnreachableException;

  /** Gives an authorisation back. */
  PspAnswer cancel(PspRequest request, String idempotencyKey) throws PspUnreachableException;

  /** Returns what was captured, or a part of it. */
  PspAnswer refund(PspRequest request, String idempotencyKey) throws PspUnreachableException;

  /**
   * What became of an earlier call, found by the PSP's reference or by ours.
   *
   * @return the outcome of the call that was looked up
   */
  PspAnswer lookUp(PspRequest request) throws PspUnreachableException;

  /**
   * What was booked within a time, in pages.
   *
   * @param from the earliest time of a booking, in whole seconds
   * @param to the end of the time, exclusive
   * @param cursor null for the first page, else the cursor of the page before
   * @throws PspUnreachableException also where the PSP failed: nothing is lost by asking later
   * @throws PspRefusedException if it was reached and does not tell, such as to this key
   */
  SettlementPage settlementLines(Instant from, Instant to, @Nullable String cursor)
      throws PspUnreachableException, PspRefusedException;

  /**
   * What a webhook tells.
   *
   * @param body exactly as it came
   * @param signature the header in which the PSP signs it; null where it is missing
   * @return empty for what is none of our business
   * @throws ForgedWebhookException if the PSP did not sign it, or too long ago
   */
  Optional<PspResult> webhook(byte[] body, @Nullable String signature)
      throws ForgedWebhookException;

  /** The name of that header. */
  String signatureHeader();

  @Override
  void close();
}
