package io.penstock.app;

import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String ours =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new String[] {
      "penstock %s (Kafka %s, Java %s)"
          .formatted(ours, AppInfoParser.getVersion(), Runtime.version())
    };
  }
}
