package io.penstock.app.cli.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of a look-up. */
public final class Query {

  private Query() {}

  /** Names and values; what is not given is left out. */
  public static Map<String, String> of(@Nullable String... namesAndValues) {
    Map<String, String> query = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String value = namesAndValues[i + 1];
      if (value != null) {
        query.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return query;
  }
}
