package io.penstock.app.process;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where this process writes its log. Commands that end by themselves keep to logback.xml. */
public final class Logs {
  private Logs() {}

  /** JSON lines in files of this directory; the console stays quiet. */
  public static void toFiles(Path directory) {
    use("logback-files.xml", directory.toString());
  }

  /** JSON lines, as containers want them. */
  public static void toStandardOutput() {
    use("logback-stdout.xml", "");
  }

  private static void use(String resource, String directory) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException("slf4j is bound to something else than logback");
    }
    URL configuration = Logs.class.getResource("/" + resource);
    if (configuration == null) {
      throw new IllegalStateException("missing on the class path: " + resource);
    }
    context.reset();
    context.putProperty("LOG_DIRECTORY", directory);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(configuration);
    } catch (JoranException e) {
      throw new IllegalStateException("unusable: " + resource, e);
    }
  }
}
