package io.penstock.app.topics;

import io.penstock.schemas.Retention;
import io.penstock.streams.stores.ExpiringStore;
import io.penstock.streams.stores.StoreCatalogue;
import java.util.Map;
import java.util.TreeMap;

/**
 * The changelogs of stores that forget. Kafka Streams creates them, and never looks at their
 * settings again: with a longer retention they would lose what the stores still need.
 */
final class ExpiringChangelogs {

  private ExpiringChangelogs() {}

  /** What each of them has to be set to, by its name. */
  static Map<String, Map<String, String>> settings(Retention retention) {
    Map<String, Map<String, String>> settings = new TreeMap<>();
    StoreCatalogue.expiring(retention)
        .forEach(
            (application, stores) -> {
              for (ExpiringStore<?> store : stores) {
                settings.put(
                    application + '-' + store.name() + "-changelog", store.changelogSettings());
              }
            });
    return settings;
  }
}
