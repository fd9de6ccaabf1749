package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CI's form: a minute of faults, real processes, and all five checks after each. */
@Timeout(540)
class ChaosCommandTest {

  @Test
  void nothingIsLostWhateverIsDone() throws Exception {
    StringWriter out = new StringWriter();

    int code =
        Penstock.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute("chaos", "--seed=12", "--minutes=1", "--rate=20", "--json");

    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("violations")).as("%s", report).isEmpty();
    assertThat(report.get("trouble").isNull()).as("%s", report).isTrue();
    assertThat(code).isZero();
    assertThat(report.get("checks").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(report.get("acknowledged").asInt()).isPositive();
    assertThat(report.get("payments").asInt()).isPositive();
  }

  @Test
  void faultsThatNobodyKnowsAndNoFaultsAtAll() {
    assertThat(run("--without=EARTHQUAKE")).isEqualTo(2);
    assertThat(run("--brokers=2")).isNotZero();
  }

  private static int run(String option) {
    return Penstock.commandLine()
        .setErr(new PrintWriter(new StringWriter()))
        .execute("chaos", option);
  }
}
