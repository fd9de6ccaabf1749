package io.penstock.app.cli.api;

import java.util.Map;
import picocli.CommandLine.Mixin;

/** Which part of a list, by time. */
public final class PageOption {
  @Mixin private PeriodOption period = new PeriodOption();
  @Mixin private PartOption part = new PartOption();

  /** The query with this in it. */
  public Map<String, String> addTo(Map<String, String> filters) {
    return part.addTo(period.addTo(filters));
  }
}
