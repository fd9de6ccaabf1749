package io.penstock.ingest.transfers;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.ingest.commands.CommittedViews;
import io.penstock.ingest.commands.CommittedViews.Seen;
import io.penstock.ingest.commands.Deadline;
import io.penstock.ingest.commands.InParallel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The credit accounts of one request as the committed views show them, each asked for once, so that
 * a mistyped account is a plain refusal instead of a reversal. All of them share one deadline.
 */
public final class AccountLookUps {

  /** Refusals that a look at a credit account may suggest, in the ledger's order. */
  private static final List<String> DOUBTS =
      List.of("credit_account_not_found", "credit_account_closed", "currency_mismatch");

  private final CommittedViews views;
  private final Deadline deadline;
  private final ConcurrentMap<String, Optional<Seen>> seen = new ConcurrentHashMap<>();

  AccountLookUps(CommittedViews views, Duration wait) {
    this.views = views;
    this.deadline = Deadline.in(wait);
  }

  /**
   * What is wrong with an account as a credit account.
   *
   * @param code the refusal that it suggests
   */
  record Doubt(String code, String accountId) {}

  /** What is wrong with these accounts as credit accounts, the gravest first; empty: nothing. */
  Optional<Doubt> doubt(List<String> accountIds, String currency) {
    return InParallel.map(accountIds, id -> code(id, currency).map(code -> new Doubt(code, id)))
        .stream()
        .flatMap(Optional::stream)
        .min(Comparator.comparingInt(doubt -> DOUBTS.indexOf(doubt.code())));
  }

  private Optional<String> code(String accountId, String currency) {
    Optional<Seen> account =
        seen.computeIfAbsent(accountId, id -> views.account(id, deadline.left()));
    if (account.isEmpty()) {
      return Optional.of(DOUBTS.get(0));
    }
    JsonNode json = account.get().json();
    if (json.path("status").asText().toLowerCase(Locale.ROOT).equals("closed")) {
      return Optional.of(DOUBTS.get(1));
    }
    return json.path("currency").asText().equals(currency)
        ? Optional.empty()
        : Optional.of(DOUBTS.get(2));
  }
}
