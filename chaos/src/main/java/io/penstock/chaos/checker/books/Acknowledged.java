package io.penstock.chaos.checker.books;

import org.jspecify.annotations.Nullable;

/** Something that a client was promised. */
public sealed interface Acknowledged {

  /** How it was promised: {@code HTTP 201}, {@code transfers.requested-1 offset 7}. */
  String by();

  /**
   * An account was opened.
   *
   * @param account its id
   */
  record Opened(String account, String by) implements Acknowledged {}

  /**
   * A transfer was decided, or taken to be.
   *
   * @param transfer its id
   * @param scope the account for which the id is unique
   * @param kind DIRECT, HOLD, POST or VOID
   * @param debit account
   * @param credit account; null for a POST or VOID
   * @param amount in minor units; 0 where it is all of a hold
   * @param status what the answer said, as the topic spells it; null: taken, not decided
   */
  record Decided(
      String transfer,
      String scope,
      String kind,
      String debit,
      @Nullable String credit,
      long amount,
      @Nullable String status,
      String by)
      implements Acknowledged {}

  /**
   * A hold was ended over HTTP.
   *
   * @param hold its id
   * @param scope the account for which the id is unique
   * @param status POSTED or VOIDED
   */
  record Resolved(String hold, String scope, String status, String by) implements Acknowledged {}

  /**
   * A payment was taken.
   *
   * @param payment its id
   * @param amount in minor units
   * @param status what the answer said, as the topic spells it; null: taken
   */
  record Paid(String payment, long amount, @Nullable String status, String by)
      implements Acknowledged {}

  /**
   * A refund was taken.
   *
   * @param payment that it gives back
   * @param refund its id
   * @param isDecided false: taken, and it may yet be refused
   */
  record Refunded(String payment, String refund, boolean isDecided, String by)
      implements Acknowledged {}
}
