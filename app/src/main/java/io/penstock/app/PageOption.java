package io.penstock.app;

import java.util.Map;
import picocli.CommandLine.Mixin;

/** Which part of a list, by time. */
final class PageOption {
  @Mixin private PeriodOption period = new PeriodOption();
  @Mixin private PartOption part = new PartOption();

  /** The query with this in it. */
  Map<String, String> addTo(Map<String, String> filters) {
    return part.addTo(period.addTo(filters));
  }
}
