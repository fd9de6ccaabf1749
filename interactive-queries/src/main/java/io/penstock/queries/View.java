package io.penstock.queries;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Store;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;

/** One table of the views: a topic's records by key, as the topic holds them. */
enum View {
  /** Every version of every account. */
  ACCOUNT_VERSIONS(Topics.ACCOUNT_BALANCES, "account-versions"),
  /** Transfers as they stand, and answers to repeated and refused requests. */
  TRANSFER_STATES(Topics.TRANSFER_OUTCOMES, "transfer-states"),
  /** Answers to account commands. */
  ACCOUNT_ANSWERS(Topics.ACCOUNT_OUTCOMES, "account-answers-view"),
  /** The journal. */
  JOURNAL(Topics.LEDGER_ENTRIES, "journal-entries"),
  /** First answers of the HTTP door. */
  IDEMPOTENCY_ANSWERS(Topics.IDEMPOTENCY_ANSWERS, "idempotency-answers");

  private final Topic<?> topic;
  private final Store<byte[]> store;

  View(Topic<?> topic, String store) {
    this.topic = topic;
    // Values stay as they were written: a view is filled without decoding a record.
    this.store = Store.of(store, Store.Place.DISK, Serdes.ByteArray());
  }

  Topic<?> topic() {
    return topic;
  }

  Store<byte[]> store() {
    return store;
  }

  /** The part of a key before the first '#': whoever waits for a row waits under it. */
  static String idOf(String key) {
    int end = key.indexOf('#');
    return end < 0 ? key : key.substring(0, end);
  }

  /** When a row of a view that is ordered by time was decided. */
  static long timeOf(SpecificRecord row) {
    return switch (row) {
      case AccountBalance balance -> balance.getUpdatedAtMs();
      case LedgerEntry entry -> entry.getPostedAtMs();
      default -> throw new IllegalArgumentException(row.getSchema().getName() + " has no order");
    };
  }
}
