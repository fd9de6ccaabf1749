package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.accounts.Accounts;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.Counters;
import java.util.List;

/** Says how an account stands. All amounts are minor units. */
public final class BalanceAssert {
  private final AccountBalance account;

  private BalanceAssert(AccountBalance account) {
    this.account = account;
  }

  /** The latest version of an account. */
  static BalanceAssert ofLatest(List<AccountBalance> versions, String accountId) {
    List<AccountBalance> all =
        versions.stream().filter(version -> version.getAccountId().equals(accountId)).toList();
    assertThat(all).as("versions of " + accountId).isNotEmpty();
    return new BalanceAssert(all.getLast());
  }

  /** Posted credits less posted debits. */
  public BalanceAssert hasPosted(long amountMinor) {
    return has("posted", amountMinor, Accounts.posted(account.getCounters()));
  }

  /** What can be spent without any overdraft: posted less what is held. */
  public BalanceAssert hasAvailable(long amountMinor) {
    Counters counters = account.getCounters();
    long available = Accounts.posted(counters) - counters.getDebitsPendingMinor();
    return has("available", amountMinor, available);
  }

  /** The sum of open holds on the account. */
  public BalanceAssert hasHeld(long amountMinor) {
    return has("debits pending", amountMinor, account.getCounters().getDebitsPendingMinor());
  }

  /** The sum of open holds in favour of the account. */
  public BalanceAssert hasComing(long amountMinor) {
    return has("credits pending", amountMinor, account.getCounters().getCreditsPendingMinor());
  }

  public BalanceAssert hasVersion(long version) {
    return has("version", version, account.getCounters().getVersion());
  }

  public BalanceAssert hasStatus(AccountStatus status) {
    return has("status", status, account.getStatus());
  }

  private BalanceAssert has(String what, Object expected, Object actual) {
    assertThat(actual).as(what + " of " + account).isEqualTo(expected);
    return this;
  }

  /** The account itself. */
  public AccountBalance actual() {
    return account;
  }
}
