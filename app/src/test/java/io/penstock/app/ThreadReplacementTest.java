package io.penstock.app;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.io.IOException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {
  private final ThreadReplacement replacement = new ThreadReplacement("test");

  @Test
  void replacesAThreadThatDiedOfTroubleOutside() {
    var away = new RegistryUnavailableException("away", new IOException("refused"));

    assertThat(replacement.handle(new StreamsException(away))).isEqualTo(REPLACE_THREAD);
  }

  @Test
  void restsLongerWithEachDeath() {
    long first = restMillis();
    long third = restMillis() + restMillis();

    assertThat(third).isGreaterThan(2 * first);
  }

  @Test
  void givesUpWhereTheMachineIsBroken() {
    assertThat(replacement.handle(new StreamsException(new OutOfMemoryError("heap"))))
        .isEqualTo(SHUTDOWN_CLIENT);
  }

  private long restMillis() {
    long begin = System.nanoTime();
    replacement.handle(new StreamsException("again"));
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
