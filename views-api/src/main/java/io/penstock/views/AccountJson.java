package io.penstock.views;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.domain.SystemAccounts;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * An account as clients see it. A system account is the sum of its shards, which may exceed what a
 * long holds; JSON integers have no such limit.
 */
public final class AccountJson {
  private static final String SYSTEM_OWNER = "penstock";

  private AccountJson() {}

  public static ObjectNode of(AccountBalance account) {
    return of(account, Sums.of(List.of(account)));
  }

  /** An account as one version shows it, or a system account as those of its shards do. */
  public static Optional<ObjectNode> of(String accountId, List<AccountBalance> found) {
    return SystemAccounts.isSystem(accountId)
        ? Optional.of(ofSystem(accountId, SystemAccounts.currencyOf(accountId), found))
        : found.stream().findFirst().map(AccountJson::of);
  }

  /** The sum of a system account's shards; zeros where it was never used. */
  private static ObjectNode ofSystem(
      String accountId, String currency, List<AccountBalance> shards) {
    return of(accountOf(accountId, currency, shards), Sums.of(shards));
  }

  private static ObjectNode of(AccountBalance account, Sums sums) {
    ObjectNode json = Json.object();
    json.put("account_id", account.getAccountId());
    json.put("owner_id", account.getOwnerId());
    json.put("type", Json.lowerCase(account.getType()));
    json.put("currency", account.getCurrency());
    json.put("overdraft_limit", sums.limit(account.getType()));
    json.put("status", Json.lowerCase(account.getStatus()));
    ObjectNode metadata = json.putObject("metadata");
    account.getMetadata().forEach(metadata::put);
    sums.addTo(json.putObject("balances"), account.getType());
    json.put("version", sums.version());
    json.put("created_at", Json.time(account.getCreatedAtMs()));
    json.put("updated_at", Json.time(account.getUpdatedAtMs()));
    return json;
  }

  /** What the shards have in common; a system account that nobody used exists since ever. */
  private static AccountBalance accountOf(
      String accountId, String currency, List<AccountBalance> shards) {
    AccountBalance.Builder account =
        shards.isEmpty()
            ? AccountBalance.newBuilder()
                .setAccountId(accountId)
                .setOwnerId(SYSTEM_OWNER)
                .setType(AccountType.SYSTEM)
                .setCurrency(currency)
                .setStatus(AccountStatus.OPEN)
                .setCounters(new Counters(0L, 0L, 0L, 0L, 0L, 0L))
                .setChange(Change.newBuilder().build())
            : AccountBalance.newBuilder(shards.getFirst());
    return account
        .setCreatedAtMs(shards.stream().mapToLong(AccountBalance::getCreatedAtMs).min().orElse(0))
        .setUpdatedAtMs(shards.stream().mapToLong(AccountBalance::getUpdatedAtMs).max().orElse(0))
        .build();
  }

  /** The balance of a transfer's debit account after it. */
  static ObjectNode balances(String accountId, Counters counters, AccountType type) {
    ObjectNode json = Json.object();
    json.put("account_id", accountId);
    Sums sums = new Sums(List.of(counters));
    sums.addTo(json, type);
    json.put("version", sums.version());
    return json;
  }

  /** Credits less debits, all posted, in minor units. */
  public static BigInteger posted(List<AccountBalance> shards) {
    return Sums.of(shards).posted();
  }

  private record Sums(List<Counters> counters) {

    static Sums of(List<AccountBalance> shards) {
      return new Sums(shards.stream().map(AccountBalance::getCounters).toList());
    }

    BigInteger sum(ToLongFunction<Counters> counter) {
      return counters.stream()
          .map(c -> BigInteger.valueOf(counter.applyAsLong(c)))
          .reduce(BigInteger.ZERO, BigInteger::add);
    }

    BigInteger version() {
      return sum(Counters::getVersion);
    }

    BigInteger posted() {
      return sum(Counters::getCreditsPostedMinor).subtract(sum(Counters::getDebitsPostedMinor));
    }

    BigInteger limit(AccountType type) {
      return type == AccountType.SYSTEM ? BigInteger.ZERO : sum(Counters::getOverdraftLimitMinor);
    }

    void addTo(ObjectNode json, AccountType type) {
      BigInteger debitsPending = sum(Counters::getDebitsPendingMinor);
      json.put("posted", posted());
      json.put("available", posted().subtract(debitsPending).add(limit(type)));
      json.put("debits_pending", debitsPending);
      json.put("debits_posted", sum(Counters::getDebitsPostedMinor));
      json.put("credits_pending", sum(Counters::getCreditsPendingMinor));
      json.put("credits_posted", sum(Counters::getCreditsPostedMinor));
    }
  }
}
