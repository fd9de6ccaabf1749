package io.penstock.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Skips tests where what they need beyond Java is not installed, and says once what to install.
 * With {@code CLIENTS_OF_OTHERS=required} in the environment, as in CI, they fail instead.
 */
final class ForeignTools implements BeforeAllCallback {
  private static final int PATIENCE_SECONDS = 30;
  private static final Optional<String> LACK = lack();

  @Override
  public void beforeAll(ExtensionContext context) {
    if (LACK.isEmpty()) {
      return;
    }
    if ("required".equals(System.getenv("CLIENTS_OF_OTHERS"))) {
      throw new IllegalStateException(LACK.get());
    }
    throw new TestAbortedException(LACK.get());
  }

  private static Optional<String> lack() {
    boolean node =
        succeeds("node", "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)");
    boolean modules = node && succeeds("npm", "ls", "--all");
    boolean kcat = succeeds("kcat", "-V");
    if (modules && kcat) {
      return Optional.empty();
    }
    String message =
        "tests with clients of other languages need"
            + (node ? "" : " Node.js 20 or later with npm,")
            + (modules ? "" : " `npm ci` in clients/,")
            + (kcat ? "" : " kcat (apt-get install kcat),")
            + " which is not there";
    System.err.println("penstock: skipped: " + message);
    return Optional.of(message);
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(Path.of("").toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
