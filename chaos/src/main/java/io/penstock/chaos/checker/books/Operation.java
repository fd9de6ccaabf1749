package io.penstock.chaos.checker.books;

import org.jspecify.annotations.Nullable;

/** Something that a client asks for; its id makes a repeat harmless. */
public sealed interface Operation {

  /** Names the request: as the command's id, and as the idempotency key. */
  String id();

  /**
   * @param type wallet or merchant
   */
  record Open(String id, String account, String type, String currency) implements Operation {}

  /**
   * Moves money, or holds it.
   *
   * @param amount in minor units
   * @param timeoutSeconds of a hold; null: it stands until it is resolved
   */
  record Transfer(
      String id,
      String debit,
      String credit,
      long amount,
      String currency,
      boolean isHold,
      @Nullable Integer timeoutSeconds)
      implements Operation {
    /** The account for which the id is unique. */
    public String scope() {
      return debit.contains(":") ? credit : debit;
    }

    public String kind() {
      return isHold ? "HOLD" : "DIRECT";
    }
  }

  /**
   * Posts or voids a hold.
   *
   * @param amount of a post in minor units; null: all of it
   */
  record Resolve(String id, Transfer hold, boolean isPost, @Nullable Long amount)
      implements Operation {
    public String kind() {
      return isPost ? "POST" : "VOID";
    }
  }

  /**
   * @param merchant owner of the account that is paid
   * @param token of a card; null: from the payer's wallet
   */
  record Pay(
      String id,
      @Nullable String payer,
      String merchant,
      long amount,
      String currency,
      @Nullable String token,
      boolean isManual)
      implements Operation {}

  /**
   * @param amount in minor units; null: all of it
   */
  record Capture(String id, Pay payment, @Nullable Long amount) implements Operation {}

  record Cancel(String id, Pay payment) implements Operation {}

  record GiveBack(String id, Pay payment, long amount) implements Operation {}
}
