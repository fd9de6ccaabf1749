package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The short form: two real processes, one killed. What it takes on a busy machine proves nothing.
 */
@Timeout(400)
class RecoveryBenchCommandTest {
  @Test
  void aLostInstancesPartitionsCommitAgain() throws Exception {
    StringWriter out = new StringWriter();

    int code =
        Penstock.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute("bench", "recovery", "--accounts=2000", "--seconds=5", "--json");

    assertThat(code).isZero();
    JsonNode result = new ObjectMapper().readTree(out.toString());
    assertThat(result.get("transfers_per_second").asLong()).isPositive();
    assertThat(result.get("lost_partition_commits_again_ms")).isNotEmpty();
    assertThat(result.get("lost_partition_commits_again_ms"))
        .allSatisfy(millis -> assertThat(millis.asLong()).isPositive());
  }
}
