package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PenstockTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isZero();

    assertThat(out.toString()).startsWith("penstock ").contains("Kafka 4.3.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "up --help",
        "run --help",
        "topics --help",
        "topics create --help",
        "topics list --help"
      })
  void helpsEverywhere(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isZero();

    assertThat(out.toString()).startsWith("Usage: penstock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "bogus", "up --bogus", "up --http-port x", "run", "run bogus", "run balances"})
  void answersWrongUsageWithTwo(String arguments) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);

    assertThat(run(words)).isEqualTo(2);

    assertThat(err.toString()).isNotBlank();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void namesTheRolesWhereAWrongOneIsAsked() {
    run("run", "ledger");

    assertThat(err.toString())
        .contains("unknown role 'ledger'")
        .contains("balances, views, sinks, ingest-api");
  }

  private int run(String... arguments) {
    return Penstock.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
