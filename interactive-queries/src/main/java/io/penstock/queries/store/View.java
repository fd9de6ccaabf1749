package io.penstock.queries.store;

import io.penstock.schemas.AccountBalance;
import io.penstock.schemas.LedgerEntry;
import io.penstock.schemas.Retention;
import io.penstock.schemas.Topic;
import io.penstock.schemas.Topics;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;

/** One table of the views: a topic's records by key, as the topic holds them. */
public enum View {
  /** Every version of every account. */
  ACCOUNT_VERSIONS("account-versions", Topics.ACCOUNT_BALANCES),
  /** Transfers as they stand, and answers to repeated and refused requests. */
  TRANSFER_STATES("transfer-states", Topics.TRANSFER_OUTCOMES),
  /** Answers to account commands. */
  ACCOUNT_ANSWERS("account-answers-view", Topics.ACCOUNT_OUTCOMES),
  /** The journal. */
  JOURNAL("journal-entries", Topics.LEDGER_ENTRIES),
  /** First answers of the HTTP door. */
  IDEMPOTENCY_ANSWERS("idempotency-answers", Topics.IDEMPOTENCY_ANSWERS),
  /** Everything that happened to payments, each event with the payment after it. */
  PAYMENT_EVENTS("payment-events", Topics.PAYMENT_EVENTS),
  /** Every version of every refund. */
  REFUND_VERSIONS("refund-versions", Topics.REFUND_EVENTS),
  /** What fraud screening found. */
  FRAUD_VERDICTS("fraud-verdicts", Topics.FRAUD_VERDICTS),
  /** Every version of every reconciliation case. */
  RECONCILIATION_RESULTS("reconciliation-results", Topics.RECONCILIATION_RESULTS),
  /** Answers to what people decide about cases. */
  RESOLUTION_ANSWERS("resolution-answers", Topics.RECONCILIATION_OUTCOMES),
  /** Counts and sums of reconciliation cases by day. */
  RECONCILIATION_SUMMARIES("reconciliation-summaries", Topics.RECONCILIATION_SUMMARIES),
  /** Places in lists. */
  LISTINGS("listings", Topics.VIEW_LISTINGS),
  /** Which account belongs to whom. */
  ACCOUNT_OWNERS("account-owners", Topics.ACCOUNT_OWNERS);

  private final String storeName;

  @SuppressWarnings("ImmutableEnumChecker") // the catalogue never changes
  private final Topic<?> topic;

  View(String storeName, Topic<?> topic) {
    this.storeName = storeName;
    this.topic = topic;
  }

  public Topic<?> topic() {
    return topic;
  }

  public String storeName() {
    return storeName;
  }

  /** How long rows are kept, as their topic keeps them; negative: for ever. */
  public Duration keptFor(Retention retention) {
    return topic.cleanup().retention(retention);
  }

  /**
   * Values stay as they were written: a view is filled without decoding a record. Each has the time
   * of its record, by which it is forgotten.
   */
  StoreBuilder<TimestampedKeyValueStore<String, byte[]>> storeBuilder(Retention retention) {
    KeyValueBytesStoreSupplier rows = Stores.persistentTimestampedKeyValueStore(storeName);
    Duration kept = keptFor(retention);
    return Stores.timestampedKeyValueStoreBuilder(
            kept.isNegative() ? rows : ForgettingStore.supplier(rows, kept),
            Serdes.String(),
            Serdes.ByteArray())
        .withCachingDisabled();
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
