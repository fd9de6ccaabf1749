package io.penstock.app.cli.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** From when to when. */
final class PeriodOption {
  @Option(names = "--from", paramLabel = "TIME", description = "Not before; RFC 3339.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before; RFC 3339.")
  private @Nullable String to;

  /** The query with this in it. */
  Map<String, String> addTo(Map<String, String> filters) {
    Map<String, String> query = new LinkedHashMap<>(filters);
    query.putAll(Query.of("from", from, "to", to));
    return query;
  }
}
