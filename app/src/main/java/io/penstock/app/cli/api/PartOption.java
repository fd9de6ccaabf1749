package io.penstock.app.cli.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of a list, and where it goes on. */
final class PartOption {
  @Option(names = "--limit", paramLabel = "N", description = "Most lines, 1 to 500.")
  private @Nullable Integer limit;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Where a page goes on.")
  private @Nullable String cursor;

  /** The query with this in it. */
  Map<String, String> addTo(Map<String, String> filters) {
    Map<String, String> query = new LinkedHashMap<>(filters);
    query.putAll(Query.of("limit", limit == null ? null : limit.toString(), "cursor", cursor));
    return query;
  }
}
