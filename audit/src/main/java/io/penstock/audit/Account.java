package io.penstock.audit;

/**
 * An account, or a shard of a system account, as its latest version shows it.
 *
 * @param shard the partition whose shard it is; -1: the account has none
 * @param counters in minor units
 */
public record Account(String id, long shard, String currency, boolean isSystem, Fields counters) {
  public static Account of(Fields balance) {
    Long shard = balance.numberOrNull("shard");
    return new Account(
        balance.text("account_id"),
        shard == null ? -1 : shard,
        balance.text("currency"),
        balance.text("type").equals("SYSTEM"),
        balance.required("counters"));
  }

  public String name() {
    return id + '/' + shard;
  }

  public boolean isShard() {
    return shard >= 0;
  }

  public long version() {
    return counters.number("version");
  }

  public long posted() {
    return counters.number("credits_posted_minor") - counters.number("debits_posted_minor");
  }

  /** What its holds take of it. */
  public long held() {
    return counters.number("debits_pending_minor");
  }

  long creditsPending() {
    return counters.number("credits_pending_minor");
  }
}
