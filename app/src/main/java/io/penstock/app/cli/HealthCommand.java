package io.penstock.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.app.process.CommandFailure;
import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks the process that runs with the same settings; an image without curl needs no more. */
@Command(
    name = "health",
    description = {
      "Ask the roles that run on this machine with the same settings whether they are ready.",
      "Exit code 0: ready; 1: not ready, or nothing answers."
    },
    mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final String EVERY_ADDRESS = "0.0.0.0";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConfigOption option = new ConfigOption();

  @Override
  public Integer call() {
    URI address = address(option.read());
    try {
      int status = ask(address);
      return status == 200 ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (IOException e) {
      throw new CommandFailure("nothing answers at " + address, e);
    }
  }

  private static URI address(PenstockConfig config) {
    String host = config.get(Setting.HTTP_HOST);
    String known = host.equals(EVERY_ADDRESS) ? "127.0.0.1" : host;
    return URI.create("http://" + known + ":" + config.get(Setting.HTTP_PORT) + "/health/ready");
  }

  /** Shows the answer. This runs every few seconds: Java's plain client starts the quickest. */
  private int ask(URI address) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      if (body != null) {
        spec.commandLine().getOut().println(new String(body.readAllBytes(), UTF_8));
      }
    }
    return status;
  }
}
