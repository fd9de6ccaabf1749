package io.penstock.app.cli.api;

import io.penstock.app.settings.ConfigException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a change is asked for. */
final class WriteOptions {
  private static final int MOST_SECONDS = 30;

  @Mixin private Key key = new Key();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      showDefaultValue = Visibility.ALWAYS,
      description = "How long to wait for the outcome, 0 to 30.")
  private int wait;

  Key key() {
    return key;
  }

  Duration patience() {
    if (wait < 0 || wait > MOST_SECONDS) {
      throw new ConfigException("--wait must be 0 to " + MOST_SECONDS);
    }
    return Duration.ofSeconds(wait);
  }

  /** What names a change. */
  static final class Key {
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
}
