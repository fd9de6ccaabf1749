package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form; the command itself fails where the second upload changes anything. */
@Timeout(400)
class SettlementsBenchCommandTest {
  private static final int LINES = 2_000;

  @Test
  void aReportUploadedTwiceCountsOnce() throws Exception {
    JsonNode result =
        Shell.with().run("bench", "settlements", "--lines=" + LINES, "--json").succeeded().json();

    assertThat(result.path("cases").asInt()).isEqualTo(LINES);
    assertThat(result.at("/first/answer/taken").asInt()).isEqualTo(LINES);
    assertThat(result.at("/first/answer/known_count").asInt()).isZero();
    assertThat(result.at("/second/answer/taken").asInt()).isZero();
    assertThat(result.at("/second/answer/known_count").asInt()).isEqualTo(LINES);
    assertThat(result.at("/first/compared_ms").asLong())
        .isGreaterThan(result.at("/first/answered_ms").asLong());
  }
}
