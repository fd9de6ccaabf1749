package io.penstock.app.roles.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BrokerClockTest {
  private static final long BROKER = 1_700_000_000_000L;

  private long wallMs = BROKER;
  private long nanos = 1;
  private final BrokerClock clock = new BrokerClock(() -> wallMs, () -> nanos);

  @Test
  void isNotTrustedBeforeTheFirstComparison() {
    AtomicBoolean started = new AtomicBoolean();
    clock.whenKnown(() -> started.set(true));
    assertThat(clock.isTrusted()).isFalse();
    assertThat(started).isFalse();

    compare(BROKER, Duration.ofMillis(2));

    assertThat(clock.isTrusted()).isTrue();
    Awaitility.await().untilTrue(started);
  }

  @Test
  void showsTheBrokersTimeWhateverTheMachineSays() {
    wallMs = BROKER + Duration.ofHours(1).toMillis();
    compare(BROKER, Duration.ZERO);
    pass(Duration.ofSeconds(3));

    assertThat(clock.milliseconds()).isEqualTo(BROKER + 3_000);
    assertThat(clock.isTrusted()).isFalse();
    assertThat(clock.trouble()).hasValueSatisfying(why -> assertThat(why).contains("3600.0 s"));
  }

  @Test
  void trustsAMachineThatIsAFewSecondsOff() {
    wallMs = BROKER - 4_900;
    compare(BROKER, Duration.ZERO);

    assertThat(clock.isTrusted()).isTrue();
    assertThat(clock.milliseconds()).isEqualTo(BROKER);
    wallMs = BROKER - 5_100;
    assertThat(clock.isTrusted()).isFalse();
  }

  @Test
  void keepsTheMostExactComparison() {
    compare(BROKER, Duration.ofMillis(2));
    long exact = clock.milliseconds();

    compare(BROKER + 800, Duration.ofMillis(1_600));

    assertThat(clock.milliseconds()).isEqualTo(exact + 1_600);
  }

  @Test
  void isTrustedForAMinuteWithoutTheBroker() {
    compare(BROKER, Duration.ofMillis(2));

    pass(Duration.ofSeconds(59));
    assertThat(clock.isTrusted()).isTrue();

    pass(Duration.ofSeconds(2));
    assertThat(clock.isTrusted()).isFalse();
    assertThat(clock.milliseconds()).isEqualTo(BROKER + 61_001);
  }

  /** The broker writes its time in the middle of the round trip. */
  private void compare(long brokerMs, Duration roundTrip) {
    long sent = nanos;
    pass(roundTrip);
    clock.compare(brokerMs, sent, nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    wallMs += time.toMillis();
  }
}
