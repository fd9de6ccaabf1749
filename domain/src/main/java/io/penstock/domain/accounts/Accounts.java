package io.penstock.domain.accounts;

import io.penstock.domain.SystemAccounts;
import io.penstock.domain.books.Books;
import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.AccountOpening;
import io.penstock.schemas.AccountStatus;
import io.penstock.schemas.AccountType;
import io.penstock.schemas.Change;
import io.penstock.schemas.Counters;
import io.penstock.schemas.Records;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arithmetic of accounts. Every sum is exact and fails on overflow. */
public final class Accounts {
  static {
    Records.prepare();
  }

  private static final String SYSTEM_OWNER = "penstock";

  private Accounts() {}

  /** Posted balance: credits less debits, in minor units; negative where more went out. */
  public static long posted(Counters counters) {
    return counters.getCreditsPostedMinor() - counters.getDebitsPostedMinor();
  }

  /**
   * Whether the account may spend so much more: {@code debits_pending + debits_posted + amount <=
   * credits_posted + overdraft_limit}. System accounts have no limit.
   *
   * @throws ArithmeticException if the debits would exceed 2^63-1
   */
  public static boolean canSpend(AccountBalance account, long amountMinor) {
    Counters counters = account.getCounters();
    long spent =
        Math.addExact(
            Math.addExact(counters.getDebitsPendingMinor(), counters.getDebitsPostedMinor()),
            amountMinor);
    // Both sides are not negative, so that their difference cannot overflow.
    return account.getType() == AccountType.SYSTEM
        || spent - counters.getCreditsPostedMinor() <= counters.getOverdraftLimitMinor();
  }

  public static Counters debit(Counters before, Movement movement) {
    return new Counters(
        before.getVersion(),
        Math.addExact(before.getDebitsPendingMinor(), movement.pendingMinor()),
        Math.addExact(before.getDebitsPostedMinor(), movement.postedMinor()),
        before.getCreditsPendingMinor(),
        before.getCreditsPostedMinor(),
        before.getOverdraftLimitMinor());
  }

  /**
   * Pending credits never go below zero: the release of a hold may reach an account that was opened
   * after the hold itself was rejected here. No rule reads them.
   */
  public static Counters credit(Counters before, Movement movement) {
    return new Counters(
        before.getVersion(),
        before.getDebitsPendingMinor(),
        before.getDebitsPostedMinor(),
        Math.max(0, Math.addExact(before.getCreditsPendingMinor(), movement.pendingMinor())),
        Math.addExact(before.getCreditsPostedMinor(), movement.postedMinor()),
        before.getOverdraftLimitMinor());
  }

  /** The next version of an account. */
  public static AccountBalance next(
      AccountBalance before, Counters after, Change change, long nowMs) {
    return next(before, before.getStatus(), after, change, nowMs);
  }

  public static AccountBalance next(AccountBalance before, AccountStatus status, long nowMs) {
    return next(before, status, before.getCounters(), NO_MOVE, nowMs);
  }

  private static AccountBalance next(
      AccountBalance before, AccountStatus status, Counters after, Change change, long nowMs) {
    return new AccountBalance(
        before.getAccountId(),
        before.getShard(),
        before.getOwnerId(),
        before.getType(),
        before.getCurrency(),
        status,
        withVersion(after, Math.addExact(before.getCounters().getVersion(), 1)),
        change,
        before.getCreatedAtMs(),
        Math.max(nowMs, before.getUpdatedAtMs()),
        before.getMetadata());
  }

  /** The next version of an account, with another limit and other notes. */
  public static AccountBalance updated(
      AccountBalance before, long overdraftLimitMinor, Map<String, String> metadata, long nowMs) {
    Counters after =
        Counters.newBuilder(before.getCounters())
            .setOverdraftLimitMinor(overdraftLimitMinor)
            .build();
    return AccountBalance.newBuilder(next(before, before.getStatus(), after, NO_MOVE, nowMs))
        .setMetadata(metadata)
        .build();
  }

  /** A new account, version 1. */
  public static AccountBalance opened(String accountId, AccountOpening opening, long nowMs) {
    return new AccountBalance(
        accountId,
        null,
        opening.getOwnerId(),
        opening.getType(),
        opening.getCurrency(),
        AccountStatus.OPEN,
        new Counters(1L, 0L, 0L, 0L, 0L, opening.getOverdraftLimitMinor()),
        NO_MOVE,
        nowMs,
        nowMs,
        opening.getMetadata());
  }

  /** The partition's shard of a system account, as it stands before its first use: version 0. */
  public static AccountBalance unusedShard(String accountId, int partition, long nowMs) {
    String currency = SystemAccounts.currencyOf(accountId);
    var opening = new AccountOpening(SYSTEM_OWNER, AccountType.SYSTEM, currency, 0L, Map.of());
    return AccountBalance.newBuilder(opened(accountId, opening, nowMs))
        .setShard(partition)
        .setCounters(new Counters(0L, 0L, 0L, 0L, 0L, 0L))
        .build();
  }

  /** The account in this partition; a system account is there from the start. */
  public static @Nullable AccountBalance find(Books books, String accountId) {
    AccountBalance known = books.account(accountId);
    return known == null && SystemAccounts.isSystem(accountId)
        ? unusedShard(accountId, books.head().partition(), books.head().nowMs())
        : known;
  }

  private static final Change NO_MOVE = new Change(null, null, null, 0L, 0L, null, null, null);

  private static Counters withVersion(Counters counters, long version) {
    return new Counters(
        version,
        counters.getDebitsPendingMinor(),
        counters.getDebitsPostedMinor(),
        counters.getCreditsPendingMinor(),
        counters.getCreditsPostedMinor(),
        counters.getOverdraftLimitMinor());
  }
}
