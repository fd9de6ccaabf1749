package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private Instant now = Instant.EPOCH;
  private final BackOff backOff =
      new BackOff(Duration.ofMillis(100), Duration.ofSeconds(2), () -> now, new Random(1));

  @Test
  void doublesUpToTheCapWithHalfOfItAtRandom() {
    List<Long> waits = Stream.generate(backOff::failed).limit(40).map(Duration::toMillis).toList();

    List<Long> steps = List.of(100L, 200L, 400L, 800L, 1_600L, 2_000L);
    for (int i = 0; i < waits.size(); i++) {
      long step = steps.get(Math.min(i, steps.size() - 1));
      assertThat(waits.get(i)).isBetween(step / 2, step);
    }
    assertThat(Set.copyOf(waits.subList(5, 40))).hasSizeGreaterThan(20);
  }

  @Test
  void isOverWhenTheWaitIs() {
    Duration wait = backOff.failed();
    assertThat(backOff.remaining()).isEqualTo(wait);

    now = now.plus(wait);

    assertThat(backOff.remaining()).isZero();
    assertThat(backOff.isFailing()).isTrue();
  }

  @Test
  void beginsAnewAfterSuccess() {
    Stream.generate(backOff::failed).limit(10).forEach(wait -> {});

    backOff.succeeded();

    assertThat(backOff.isFailing()).isFalse();
    assertThat(backOff.remaining()).isZero();
    assertThat(backOff.failed()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }
}
