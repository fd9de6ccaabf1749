package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void measuresTransfersBesideAPassThrough() throws Exception {
    Shell.Result result =
        Shell.with()
            .run("bench --transfers 2000 --accounts 50 --partitions 2 --json".split(" ", -1))
            .succeeded();

    var figures = result.json();
    assertThat(figures.get("transfers_per_second").asLong()).isPositive();
    assertThat(figures.get("pass_through_per_second").asLong()).isPositive();
    assertThat(figures.get("ratio").asDouble()).isPositive();
    assertThat(figures.at("/latency_us/p99").asLong())
        .isGreaterThanOrEqualTo(figures.at("/latency_us/p50").asLong());
    assertThat(result.err()).contains("2,000 transfers between 50 accounts", "pass-through: ");
  }
}
