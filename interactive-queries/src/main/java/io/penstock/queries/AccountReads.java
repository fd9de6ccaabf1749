package io.penstock.queries;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.SystemAccounts;
import io.penstock.queries.facts.CommittedFacts;
import io.penstock.queries.json.AccountJson;
import io.penstock.schemas.AccountBalance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Looks accounts up. */
public final class AccountReads {
  private final CommittedFacts facts;

  public AccountReads(CommittedFacts facts) {
    this.facts = facts;
  }

  /** The partitions that hold an account's versions. */
  public List<Integer> partitions(String accountId) {
    return SystemAccounts.isSystem(accountId)
        ? IntStream.range(0, facts.partitions()).boxed().toList()
        : List.of(facts.partitionOf(accountId));
  }

  /** The account now, waited for if it is unknown. */
  public Optional<ObjectNode> now(String accountId, Duration patience) {
    return SystemAccounts.isSystem(accountId)
        ? Optional.of(system(accountId, latestShards(accountId)))
        : latest(facts.partitionOf(accountId), accountId, patience).map(AccountJson::of);
  }

  /** The account as it was; empty before its opening. */
  public Optional<ObjectNode> at(String accountId, long atMs) {
    List<AccountBalance> found =
        partitions(accountId).stream()
            .flatMap(partition -> facts.versionAt(partition, accountId, atMs).stream())
            .toList();
    return SystemAccounts.isSystem(accountId)
        ? Optional.of(system(accountId, found))
        : found.stream().findFirst().map(AccountJson::of);
  }

  private static ObjectNode system(String accountId, List<AccountBalance> shards) {
    return AccountJson.ofSystem(accountId, SystemAccounts.currencyOf(accountId), shards);
  }

  private List<AccountBalance> latestShards(String accountId) {
    return partitions(accountId).stream()
        .flatMap(partition -> latest(partition, accountId, Duration.ZERO).stream())
        .toList();
  }

  private Optional<AccountBalance> latest(int partition, String accountId, Duration patience) {
    return facts.versions(partition, accountId, Long.MAX_VALUE, 1, patience).stream().findFirst();
  }
}
