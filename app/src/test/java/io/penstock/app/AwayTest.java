package io.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.penstock.app.Shell.Result;
import io.penstock.app.cli.api.ApiAddress;
import io.penstock.app.process.Opened;
import io.penstock.app.settings.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a command says where what it needs is away, or is something else. */
class AwayTest {
  /** Five seconds and room for a machine with other work; Kafka's own clients take longer. */
  private static final Duration SOON = Duration.ofSeconds(14);

  private static final String NOWHERE = "127.0.0.1:1";

  private final Opened opened = new Opened();

  @AfterEach
  void stop() {
    opened.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics list",
        "topics create",
        "ledger verify",
        "dlq list",
        "dlq show balances.dead-letters:0:0",
        "dlq replay --all",
        "merchants list",
        "merchants terms shop --fee-bps 1",
        "fraud lists",
        "fraud block payer alice",
        "fraud reject pay-1 --reason found"
      })
  void saysThatKafkaIsAwayAndWhatToDo(String command) {
    long began = System.nanoTime();

    Result result = run(command + " --kafka " + NOWHERE).failed();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    assertThat(result.err())
        .contains("Kafka at " + NOWHERE + " is away: nothing listens at " + NOWHERE)
        .contains("start it", "--kafka", "PENSTOCK_KAFKA_BOOTSTRAP_SERVERS");
    assertIsInWords(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dlq show twelve", "dlq replay balances.dead-letters:0:1 twelve"})
  void aMalformedAddressIsWrongUsageThoughKafkaIsAway(String command) {
    Result result = run(command + " --kafka " + NOWHERE);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("'twelve' is no dead letter; write TOPIC:PARTITION:OFFSET");
    assertIsInWords(result);
  }

  @Test
  void doesNotWaitForABrokerThatIsSilent() throws Exception {
    ServerSocket silent = listening();
    String place = "127.0.0.1:" + silent.getLocalPort();
    long began = System.nanoTime();

    Result result = run("topics list --kafka " + place).failed();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON.plusSeconds(1));
    assertThat(result.err()).contains("listens at " + place, "does not answer as Kafka does");
    assertIsInWords(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", ":9092", "localhost:x", "localhost:99999", "a:1,,b:2"})
  void refusesWhatIsNoAddressOfABroker(String servers) {
    Result result = run("topics list --kafka " + servers);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("is not HOST:PORT");
  }

  @Test
  void saysThatNoHostHasTheNameOfTheBroker() {
    assertThat(run("topics list --kafka no-such-host.invalid:9092").failed().err())
        .contains("no host is known as no-such-host.invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accounts list",
        "accounts show a",
        "transfers list",
        "transfers show t",
        "payments list",
        "payments get p",
        "payments events p",
        "refunds list p",
        "refunds get r",
        "reconciliation list",
        "reconciliation summary",
        "reconciliation export",
        "fraud alerts"
      })
  void saysThatTheApiIsAwayAndWhatToDo(String command) {
    Result result = run(command + " --url http://" + NOWHERE).failed();

    assertThat(result.err())
        .contains("http://" + NOWHERE + " does not answer: nothing listens there")
        .contains("--url", "PENSTOCK_URL");
    assertIsInWords(result);
  }

  @Test
  void saysThatNoHostHasTheNameOfTheApi() {
    assertThat(run("accounts show a --url http://no-such-host.invalid").failed().err())
        .contains("no host of that name is known");
  }

  @Test
  void tellsMachinesInJson() throws Exception {
    var away = run("accounts list --json --url http://" + NOWHERE).failed().json();
    var noKafka = run("topics list --json --kafka " + NOWHERE).failed().json();
    var wrong = run("accounts list --json --bogus");

    assertThat(away.path("code").asText()).isEqualTo("command_failed");
    assertThat(away.path("detail").asText()).contains("does not answer");
    assertThat(noKafka.path("detail").asText()).contains("is away");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.json().path("code").asText()).isEqualTo("wrong_usage");
  }

  @Test
  void saysThatAChangeWithoutAnswerMayHaveBeenMade() throws Exception {
    // Takes the request, and goes away.
    ServerSocket server = listening();
    Thread.ofVirtual().start(() -> takeOneAndClose(server));

    Result result =
        run("accounts freeze a --idempotency-key k1 --url http://127.0.0.1:"
                + server.getLocalPort())
            .failed();

    assertThat(result.err()).contains("may have been made", "--idempotency-key k1");
    assertIsInWords(result);
  }

  @Test
  void doesNotTakeAnotherServerForTheApi() throws Exception {
    HttpServer other = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    byte[] page = ("<html>" + "x".repeat(5_000)).getBytes(UTF_8);
    other.createContext(
        "/",
        exchange -> {
          boolean fine = exchange.getRequestURI().getPath().endsWith("/fine");
          exchange.sendResponseHeaders(fine ? 200 : 404, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    other.start();
    AutoCloseable end = () -> other.stop(0);
    opened.add(end);
    String url = " --url http://127.0.0.1:" + other.getAddress().getPort();

    assertThat(run("accounts show fine" + url).failed().err()).contains("not Penstock's API");
    assertThat(run("accounts show bad" + url).failed().err())
        .contains("HTTP 404")
        .hasSizeLessThan(400);
  }

  @Test
  void findsTheApiByTheVariableUnlessTheOptionNamesIt() {
    Map<String, String> environment = Map.of("PENSTOCK_URL", "http://api.example:81/p");

    assertThat(address().uri(environment)).isEqualTo(URI.create("http://api.example:81/p"));
    assertThat(address("--url", "http://here").uri(environment))
        .isEqualTo(URI.create("http://here"));
    assertThat(address().uri(Map.of())).isEqualTo(URI.create("http://localhost:8080"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:8080",
        "ftp://a",
        "http://",
        "http://a b",
        "http://a:99999",
        "http://a?x"
      })
  void refusesAVariableThatIsNoAddress(String value) {
    assertThatThrownBy(() -> address().uri(Map.of("PENSTOCK_URL", value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("PENSTOCK_URL: '" + value + "' is not http://host:port");
    assertThat(Shell.with().run("accounts", "list", "--url", value).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tpoics:penstock topics",
        "topics lst:topics list",
        "accounts list --ownr x:--owner"
      })
  void suggestsWhatWasMeant(String mistakeAndMeant) {
    String[] pair = mistakeAndMeant.split(":", 2);

    Result result = run(pair[0]);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(pair[1]);
  }

  private static void assertIsInWords(Result result) {
    assertThat(result.err()).doesNotContain("java.", "Exception", "\tat ", "unexpected");
  }

  private static ApiAddress address(String... arguments) {
    ApiAddress address = new ApiAddress();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("api", mixin(address)))
        .parseArgs(arguments);
    return address;
  }

  private static CommandLine.Model.CommandSpec mixin(ApiAddress address) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(address);
  }

  private ServerSocket listening() throws Exception {
    return opened.add(new ServerSocket(0, 50, loopback()));
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static void takeOneAndClose(ServerSocket server) {
    try (Socket client = server.accept()) {
      var _ = client.getInputStream().read();
    } catch (IOException e) {
      // The test ends.
    }
  }

  private static Result run(String command) {
    return Shell.with().run(command.split(" ", -1));
  }
}
