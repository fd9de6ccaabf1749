package io.penstock.ingest.commands;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.schemas.SettlementLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the door asks the views of committed facts. Every call may throw {@link
 * ViewsUnavailableException}.
 */
public interface CommittedViews {

  /**
   * An account, waited for if it is not there yet.
   *
   * @return empty where there was none in time
   */
  Optional<Seen> account(String accountId, Duration wait);

  /**
   * The transfers with an id, one a scope, the oldest first; each with its {@code
   * scope_account_id}.
   *
   * @param scopeAccountId is waited for if it is not there yet; null: any
   */
  List<Seen> transfers(String transferId, @Nullable String scopeAccountId, Duration wait);

  /**
   * The same of those that the views have forgotten. It takes longer: to be asked where the views
   * have none that is meant.
   */
  List<Seen> olderTransfers(String transferId);

  /**
   * The outcome of one very request.
   *
   * @return the transfer as that outcome shows it; empty where there was none in time
   */
  Optional<Seen> transferAnswer(
      String transferId, String scopeAccountId, String requestId, Duration wait);

  /**
   * The outcome of one very request.
   *
   * @return {@code failure_code}, {@code failure_detail}, {@code account}, each where there is one
   */
  Optional<Seen> accountAnswer(String accountId, String commandId, String requestId, Duration wait);

  /**
   * The answer to one very request about a payment.
   *
   * @return {@code at_rest}, {@code code}, {@code detail}, {@code refund_id}, {@code payment},
   *     {@code refund}, each where there is one; empty where there was none in time
   */
  Optional<Seen> paymentAnswer(String paymentId, String requestId, Duration wait);

  /**
   * The answer to one very request about a reconciliation case.
   *
   * @return {@code failure_code}, {@code failure_detail}, {@code case}, each where there is one;
   *     empty where there was none in time
   */
  Optional<Seen> resolutionAnswer(String caseId, String requestId, Duration wait);

  /**
   * The account that an owner is paid to.
   *
   * @return empty where the views know none now; nobody waits for one
   */
  Optional<String> merchantAccount(String ownerId, String currency);

  /** The account that an owner pays from, likewise. */
  Optional<String> payerAccount(String ownerId, String currency);

  /** The first answer that was given to an idempotency key. */
  Optional<StoredAnswer> idempotentAnswer(String key);

  /**
   * Which settlement lines change nothing, since reconciliation has them already.
   *
   * @param lines a few thousand at most
   * @return their places in the list; those that nobody has told yet are not among them
   */
  Set<Integer> knownLines(List<SettlementLine> lines);

  /**
   * Something as the views render it.
   *
   * @param consistencyToken makes a later read see at least this; null where the views gave none
   */
  record Seen(JsonNode json, @Nullable String consistencyToken) {

    /** A text member; empty where it is missing. */
    public String text(String member) {
      return json.path(member).asText("");
    }
  }

  /** The views do not answer, or not as they should. */
  final class ViewsUnavailableException extends RuntimeException {
    public ViewsUnavailableException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
