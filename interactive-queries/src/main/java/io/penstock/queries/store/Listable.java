package io.penstock.queries.store;

import io.penstock.schemas.FraudSubject;
import io.penstock.schemas.Ids;
import io.penstock.schemas.Keys;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** What lists are made of, and where the state of a listed thing is found. */
public enum Listable {
  /** The newest event of each payment. */
  PAYMENTS(View.PAYMENT_EVENTS),
  /** Verdicts with rules that fired. */
  FRAUD_ALERTS(View.FRAUD_VERDICTS),
  /** The newest version of each reconciliation case. */
  RECONCILIATION_CASES(View.RECONCILIATION_RESULTS);

  private final View view;

  Listable(View view) {
    this.view = view;
  }

  /** Where the states are. */
  public View view() {
    return view;
  }

  /** The state of a listed thing; empty where it has not arrived yet. */
  Optional<Row> state(ReadOnlyKeyValueStore<String, byte[]> store, String id) {
    return switch (this) {
      case PAYMENTS, RECONCILIATION_CASES ->
          Rows.newest(store, id + '#', Long.MAX_VALUE, 1).stream().findFirst();
      case FRAUD_ALERTS ->
          Arrays.stream(FraudSubject.values())
              .filter(subject -> subject.name().equals(Ids.step(id)))
              .flatMap(subject -> Rows.at(store, Keys.fraudVerdict(Ids.root(id), subject)).stream())
              .findFirst();
    };
  }
}
