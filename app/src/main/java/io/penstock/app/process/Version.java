package io.penstock.app.process;

import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** The program's version, and what {@code --version} prints. */
public final class Version implements IVersionProvider {
  /** That of the jar; classes that are in none are not released. */
  public static String ours() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "penstock %s (Kafka %s, Java %s)"
          .formatted(ours(), AppInfoParser.getVersion(), Runtime.version())
    };
  }
}
