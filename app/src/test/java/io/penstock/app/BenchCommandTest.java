package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void measuresTransfersBesideAPassThrough() throws Exception {
    Shell.Result result =
        Shell.with()
            .run("bench --transfers 2000 --accounts 50 --partitions 2 --json".split(" ", -1))
            .succeeded();

    var figures = result.json();
    long transfers = figures.get("transfers_per_second").asLong();
    long passThrough = figures.get("pass_through_per_second").asLong();
    assertThat(figures.get("transfers").asInt()).isEqualTo(2_000);
    assertThat(passThrough).isPositive();
    assertThat(figures.get("ratio").asDouble())
        .isCloseTo((double) transfers / passThrough, within(0.001));
    assertThat(figures.get("latency_rate_per_second").asLong())
        .isCloseTo(transfers / 2, within(1L));
    // Measured from when each was due at that rate: no commit, no outcome.
    assertThat(figures.at("/latency_us/p50").asLong()).isPositive();
    assertThat(
            Stream.of("p50", "p95", "p99", "max")
                .map(rank -> figures.path("latency_us").path(rank).asLong()))
        .isSorted();
    assertThat(result.err()).contains("2,000 transfers between 50 accounts", "pass-through: ");
  }
}
