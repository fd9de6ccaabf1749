package io.penstock.queries.postgres;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.penstock.domain.reconciliation.CaseIds;
import io.penstock.domain.reconciliation.KnownLines;
import io.penstock.domain.reconciliation.SettlementLines;
import io.penstock.schemas.MatchingStep;
import io.penstock.schemas.ReconciliationResult;
import io.penstock.schemas.SettlementLine;
import io.penstock.schemas.SettlementMatching;
import io.penstock.schemas.tables.FactTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which settlement lines reconciliation has already: whose they are, and what the versions of those
 * cases say. Two queries by an index, however many lines.
 */
final class KnownLineSearch {
  /** A reference is of one payment; anything else is somebody's mistake, and not followed far. */
  static final String OWNERS =
      """
      SELECT asked.reference, owner.payment_id, owner.refund_id
        FROM unnest(?::text[]) AS asked (reference) CROSS JOIN LATERAL (
          (SELECT payment_id, refund_id FROM reconciliation_results
            WHERE psp_reference = asked.reference AND payment_id IS NOT NULL LIMIT 5)
          UNION
          (SELECT payment_id, NULL FROM payments WHERE psp_reference = asked.reference LIMIT 5)
        ) AS owner
      """;

  /** Of a case with many lines the latest: so a question costs no more than its lines. */
  static final String VERSIONS =
      """
      SELECT asked.case_id, version, lines, line_id, reported_amount_minor, reported_currency,
             reported_fee_minor
        FROM unnest(?::text[]) AS asked (case_id) CROSS JOIN LATERAL (
          SELECT * FROM reconciliation_history AS history
           WHERE history.case_id = asked.case_id AND lines > 0 ORDER BY version DESC LIMIT 20
        ) AS latest
      """;

  private final Connection connection;

  KnownLineSearch(Connection connection) {
    this.connection = connection;
  }

  /** Those that change nothing, by their place in the list. */
  Set<Integer> in(List<SettlementLine> lines) throws SQLException {
    List<SettlementMatching> routes = lines.stream().map(SettlementLines::route).toList();
    Map<String, Set<Owner>> owners =
        owners(
            routes.stream()
                .filter(route -> route.getStep() == MatchingStep.LOOK_UP)
                .map(SettlementMatching::getReference)
                .collect(toSet()));
    List<Set<String>> cases = routes.stream().map(route -> cases(route, owners)).toList();
    Map<String, List<ReconciliationResult>> versions =
        versions(cases.stream().flatMap(Set::stream).collect(toSet()));
    return IntStream.range(0, lines.size())
        .filter(
            i ->
                cases.get(i).stream()
                    .map(caseId -> versions.getOrDefault(caseId, List.of()))
                    .anyMatch(each -> KnownLines.isIn(each, lines.get(i))))
        .boxed()
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whose a reference is. */
  private record Owner(String reference, String paymentId, @Nullable String refundId) {
    static Owner of(ResultSet row) throws SQLException {
      return new Owner(
          row.getString("reference"), row.getString("payment_id"), row.getString("refund_id"));
    }

    String caseOf(SettlementLine line) {
      return CaseIds.of(paymentId, refundId, line.getAmountMinor());
    }
  }

  /** Where the line may have gone: to its payment, or to the reference while nobody knew it. */
  private static Set<String> cases(SettlementMatching route, Map<String, Set<Owner>> owners) {
    SettlementLine line = route.getLine();
    if (route.getStep() != MatchingStep.LOOK_UP) {
      return Set.of(CaseIds.of(route.getPaymentId(), route.getRefundId(), line.getAmountMinor()));
    }
    Set<String> cases = new HashSet<>(Set.of(route.getReference()));
    owners
        .getOrDefault(route.getReference(), Set.of())
        .forEach(owner -> cases.add(owner.caseOf(line)));
    return cases;
  }

  private Map<String, Set<Owner>> owners(Collection<String> references) throws SQLException {
    return ask(OWNERS, Owner::of, references).stream()
        .collect(groupingBy(Owner::reference, toSet()));
  }

  private Map<String, List<ReconciliationResult>> versions(Collection<String> caseIds)
      throws SQLException {
    return ask(VERSIONS, FactTables.REPORTED_LINES::read, caseIds).stream()
        .collect(groupingBy(ReconciliationResult::getCaseId));
  }

  private <T> List<T> ask(String query, ReadOnlyDatabase.Fact<T> fact, Collection<String> texts)
      throws SQLException {
    if (texts.isEmpty()) {
      return List.of();
    }
    Object all = connection.createArrayOf("text", texts.toArray());
    return ReadOnlyDatabase.rows(connection, query, fact, List.of(all));
  }
}
