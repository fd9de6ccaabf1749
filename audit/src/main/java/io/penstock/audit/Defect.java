package io.penstock.audit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the ledger, and where.
 *
 * @param defect what is wrong
 * @param topic where it shows
 * @param partition of the topic; null where it is about all of them
 * @param offset of the record; null where the record is the very thing that is missing
 * @param sequence of the entry in its journal partition, where one is concerned
 * @param accountId the account, where one is concerned
 * @param version of the account, where one is concerned
 * @param detail the finding as a sentence for people
 */
public record Defect(
    Kind defect,
    String topic,
    @Nullable Integer partition,
    @Nullable Long offset,
    @Nullable Long sequence,
    @Nullable String accountId,
    @Nullable Long version,
    String detail) {

  /** What can be wrong. */
  public enum Kind {
    /** The value is no entry or no balance. */
    UNREADABLE,
    /** The record stands in a partition or under a key that is not its own. */
    MISPLACED,
    /** Entries are missing, twice or out of order. */
    SEQUENCE_BROKEN,
    /** An entry's hash is not the one that its successor holds. */
    HASH_BROKEN,
    /** An entry's debits do not equal its credits, or an amount is not positive. */
    UNBALANCED,
    /** An entry's time is before that of its predecessor. */
    TIME_BACKWARDS,
    /** Versions of an account are missing, twice or out of order. */
    VERSION_BROKEN,
    /** An account's counters are not those before it with its change added. */
    BALANCE_WRONG,
    /** An entry moved money of an account, but no version of the account shows it. */
    LEG_NOT_APPLIED,
    /** A version of an account shows a move that the journal does not have. */
    LEG_NOT_IN_JOURNAL,
    /** The latest balance of an account is not the sum of its legs. */
    SUM_WRONG,
    /** More of a transfer went back by reversals than it posted. */
    REVERSED_BEYOND_POSTED,
    /** A reversal does not move the money of a transfer of the journal the way back. */
    REVERSAL_UNFOUNDED,
    /** The balances of a currency do not add up to zero. */
    MONEY_NOT_CONSERVED;

    /** As it is printed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Defect ofEntry(Kind kind, int partition, long offset, long sequence, String detail) {
    return new Defect(kind, LedgerAudit.ENTRIES, partition, offset, sequence, null, null, detail);
  }

  static Defect ofEntry(Kind kind, Fact fact, String detail) {
    return ofEntry(kind, fact.partition(), fact.offset(), fact.value().number("sequence"), detail);
  }

  static Defect ofBalance(Kind kind, Fact fact, String detail) {
    return new Defect(
        kind,
        fact.topic(),
        fact.partition(),
        fact.offset(),
        fact.value().required("change").numberOrNull("entry_sequence"),
        fact.value().text("account_id"),
        fact.value().required("counters").number("version"),
        detail);
  }

  static Defect ofSum(Kind kind, @Nullable String accountId, String detail) {
    return new Defect(kind, LedgerAudit.BALANCES, null, null, null, accountId, null, detail);
  }

  /** Topic, partition and the offset, sequence, account and version as far as they are known. */
  public String place() {
    StringBuilder place = new StringBuilder(topic);
    append(place, "-", partition);
    append(place, " offset ", offset);
    append(place, " sequence ", sequence);
    append(place, " account ", accountId);
    append(place, " version ", version);
    return place.toString();
  }

  private static void append(StringBuilder place, String name, @Nullable Object value) {
    if (value != null) {
      place.append(name).append(value);
    }
  }
}
