package io.penstock.app.cli;

import io.penstock.app.settings.PenstockConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds its settings. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with settings PENSTOCK_…; the environment comes before it.")
  private @Nullable Path file;

  PenstockConfig read() {
    return PenstockConfig.from(System.getenv(), file);
  }
}
