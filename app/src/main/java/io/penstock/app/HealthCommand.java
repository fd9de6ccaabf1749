package io.penstock.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
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
final class HealthCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String EVERY_ADDRESS = "0.0.0.0";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConfigOption option = new ConfigOption();

  @Override
  public Integer call() throws InterruptedException {
    HttpResponse<String> answer = ask(address(option.read()));
    spec.commandLine().getOut().println(answer.body());
    return answer.statusCode() == 200 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static URI address(PenstockConfig config) {
    String host = config.get(Setting.HTTP_HOST);
    String known = host.equals(EVERY_ADDRESS) ? "127.0.0.1" : host;
    return URI.create("http://" + known + ":" + config.get(Setting.HTTP_PORT) + "/health/ready");
  }

  private static HttpResponse<String> ask(URI address) throws InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      return http.send(
          HttpRequest.newBuilder(address).timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandFailure("nothing answers at " + address, e);
    }
  }
}
