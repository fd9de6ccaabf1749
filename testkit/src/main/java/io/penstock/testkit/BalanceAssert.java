package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.domain.accounts.Accounts;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountStatus;
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
    assertThat(Accounts.posted(account.getCounters()))
        .as("posted of " + account)
        .isEqualTo(amountMinor);
    return this;
  }

  /** What can be spent without any overdraft: posted less what is held. */
  public BalanceAssert hasAvailable(long amountMinor) {
    assertThat(
            Accounts.posted(account.getCounters()) - account.getCounters().getDebitsPendingMinor())
        .as("available of " + account)
        .isEqualTo(amountMinor);
    return this;
  }

  /** The sum of open holds on the account. */
  public BalanceAssert hasHeld(long amountMinor) {
    assertThat(account.getCounters().getDebitsPendingMinor())
        .as("debits pending of " + account)
        .isEqualTo(amountMinor);
    return this;
  }

  /** The sum of open holds in favour of the account. */
  public BalanceAssert hasComing(long amountMinor) {
    assertThat(account.getCounters().getCreditsPendingMinor())
        .as("credits pending of " + account)
        .isEqualTo(amountMinor);
    return this;
  }

  public BalanceAssert hasVersion(long version) {
    assertThat(account.getCounters().getVersion()).as("version of " + account).isEqualTo(version);
    return this;
  }

  public BalanceAssert hasStatus(AccountStatus status) {
    assertThat(account.getStatus()).as("status of " + account).isEqualTo(status);
    return this;
  }

  /** The account itself. */
  public AccountBalance actual() {
    return account;
  }
}
