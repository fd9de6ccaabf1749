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
        "simulator --help",
        "broker --help",
        "topics --help",
        "topics create --help",
        "topics list --help",
        "accounts --help",
        "accounts create --help",
        "accounts list --help",
        "accounts show --help",
        "accounts balance --help",
        "accounts entries --help",
        "accounts update --help",
        "accounts freeze --help",
        "accounts unfreeze --help",
        "accounts close --help",
        "transfers --help",
        "transfers create --help",
        "transfers list --help",
        "transfers show --help",
        "transfers post --help",
        "transfers void --help",
        "transfers reverse --help",
        "payments --help",
        "payments create --help",
        "payments get --help",
        "payments list --help",
        "payments events --help",
        "payments capture --help",
        "payments cancel --help",
        "refunds --help",
        "refunds create --help",
        "refunds list --help",
        "refunds get --help",
        "reconciliation --help",
        "reconciliation list --help",
        "reconciliation get --help",
        "reconciliation summary --help",
        "reconciliation upload --help",
        "reconciliation export --help",
        "ledger --help",
        "ledger verify --help",
        "fraud --help",
        "fraud block --help",
        "fraud allow --help",
        "fraud unlist --help",
        "fraud lists --help",
        "fraud alerts --help",
        "fraud reject --help",
        "merchants --help",
        "merchants terms --help",
        "merchants list --help",
        "dlq --help",
        "dlq list --help",
        "dlq show --help",
        "dlq replay --help",
        "bench --help",
        "fuzz --help",
        "bench recovery --help",
        "bench settlements --help"
      })
  void helpsEverywhere(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isZero();

    assertThat(out.toString())
        .startsWith("Usage: penstock")
        .containsPattern("Exit codes:\n +0 +done\n +1 +failed.*\n +2 +wrong usage");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bogus",
        "up --bogus",
        "up --http-port x",
        "run",
        "run bogus",
        "run balances",
        "simulator --port x",
        "bench recovery --seconds 0",
        "bench settlements --lines 99",
        "broker --id 4 --port 1 --data x --voters 1@localhost:1",
        "broker --id 1 --port 1 --data x --voters localhost:1",
        "simulator --settlement-delay-seconds -1",
        "simulator --webhooks localhost:8080",
        "accounts create alice",
        "accounts show alice --url alice",
        "accounts freeze alice --wait 31",
        "accounts update alice",
        "accounts update alice --overdraft-limit much",
        "accounts update alice --metadata n=1 --remove-metadata n",
        "transfers reverse t1",
        "transfers reverse t1 --reason r --amount 1.5",
        "transfers create --from alice --currency USD",
        "transfers create --from alice --currency USD --to bob --amount 1.5",
        "transfers create --from alice --currency USD --to bob --credit bob=1",
        "payments create --merchant shop --amount 5 --currency USD",
        "payments create --payer a --user b --merchant shop --amount 5 --currency USD",
        "payments create --payer a --merchant shop --amount 5.0 --currency USD",
        "payments capture",
        "refunds create",
        "refunds create p1 --amount much",
        "reconciliation get",
        "reconciliation upload",
        "reconciliation export --json",
        "dlq list --limit 0",
        "dlq replay",
        "dlq replay --all balances.dead-letters:0:1",
        "dlq replay balances.dead-letters:0:1 --topic balances.dead-letters",
        "fuzz --requests 0",
        "fuzz --seed -1",
        "bench --accounts 1"
      })
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
        .contains("balances, fraud, payments, reconciliation, psp, views, sinks, ingest-api");
  }

  private int run(String... arguments) {
    return Penstock.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
