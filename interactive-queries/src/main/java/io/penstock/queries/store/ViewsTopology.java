package io.penstock.queries.store;

import io.penstock.schemas.Retention;
import io.penstock.schemas.serde.KeySerde;
import io.penstock.streams.Guard;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

/**
 * Tables of committed facts: each topic is its table's changelog, so that nothing is stored twice
 * in Kafka.
 *
 * <p>A table forgets as its topic does: see {@link ForgettingStore}.
 *
 * <p>All tables are one sub-topology: whoever serves a partition serves all its tables.
 */
public final class ViewsTopology {

  private ViewsTopology() {}

  public static Topology build(OwnedStores owned, Waiters waiters, Retention retention) {
    Topology topology = new Topology();
    for (View view : View.values()) {
      topology.addReadOnlyStateStore(
          view.storeBuilder(retention),
          "read-" + view.topic().name(),
          new KeySerde().deserializer(),
          Serdes.ByteArray().deserializer(),
          view.topic().name(),
          updater(view),
          Guard.of(context -> new ViewProcessor(context, view, owned, waiters), List.of()));
    }
    for (View view : View.values()) {
      topology.connectProcessorAndStateStores(updater(View.ACCOUNT_VERSIONS), view.storeName());
    }
    return topology;
  }

  private static String updater(View view) {
    return "update-" + view.storeName();
  }
}
