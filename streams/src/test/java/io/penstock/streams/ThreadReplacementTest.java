package io.penstock.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
  private final Attempts attempts = new Attempts();
  private final ThreadReplacement replacement = new ThreadReplacement("test", attempts);

  @Test
  void replacesAThreadThatDiedOfTroubleOutside() {
    var away = new RegistryUnavailableException("away", new IOException("refused"));

    assertThat(replacement.handle(new StreamsException(away))).isEqualTo(REPLACE_THREAD);
    assertThat(replacement.isTroubled()).isTrue();
    assertThat(attempts.deaths()).isEqualTo(1);
  }

  @Test
  void staysReadyWhereOnlyARecordWasAtFault() {
    var fault = new StreamsException(new IllegalStateException("a record"));

    assertThat(replacement.handle(fault)).isEqualTo(REPLACE_THREAD);
    assertThat(replacement.isTroubled()).isFalse();
  }

  @Test
  void replacesAThreadWhoseStackARecordExhausted() {
    assertThat(replacement.handle(new StackOverflowError())).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void restsLongerWithEachDeathUntilAWhileWasCalm() {
    long now = Duration.ofHours(1).toNanos();

    assertThat(replacement.nextPause(now)).hasMillis(100);
    assertThat(replacement.nextPause(now)).hasMillis(200);
    for (int death = 0; death < 10; death++) {
      replacement.nextPause(now);
    }
    assertThat(replacement.nextPause(now)).hasSeconds(10);
    assertThat(replacement.nextPause(now + Duration.ofMinutes(2).toNanos())).hasMillis(100);
  }

  @Test
  void givesUpWhereTheMachineIsBroken() {
    assertThat(replacement.handle(new StreamsException(new OutOfMemoryError("heap"))))
        .isEqualTo(SHUTDOWN_CLIENT);
  }
}
