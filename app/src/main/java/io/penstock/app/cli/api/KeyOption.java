package io.penstock.app.cli.api;

import java.io.PrintWriter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What names a change. */
final class KeyOption {
  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = {
        "Names this change, so that it happens once however often it is asked for; without it one"
            + " is made up and told on stderr."
      })
  private @Nullable String given;

  /** The key; one that is made up is told first, since it is needed if all fails. */
  String choose(PrintWriter err) {
    if (given != null) {
      return given;
    }
    String made = UUID.randomUUID().toString();
    err.println("penstock: --idempotency-key " + made);
    err.flush();
    return made;
  }
}
