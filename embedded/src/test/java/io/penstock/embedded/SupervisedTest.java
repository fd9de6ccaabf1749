package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SupervisedTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void startsAgainWhatWasKilledAndSaysSo() {
    try (var sleeper = Supervised.start("sleeper", Sleeper::start, told::add)) {
      Process first = sleeper.service().process();

      first.destroyForcibly();

      await().until(() -> sleeper.service().process().pid() != first.pid());
      assertThat(sleeper.service().process().isAlive()).isTrue();
      await().until(() -> told.size() == 2);
      assertThat(told.getFirst()).isEqualTo("sleeper died; starting it again in 0.2 s");
      assertThat(told.getLast()).startsWith("sleeper is up again after ");
    }
  }

  @Test
  void triesAgainWithGrowingPausesUntilItStarts() {
    AtomicInteger starts = new AtomicInteger();
    Supplier<Sleeper> failsTwice =
        () -> {
          int start = starts.incrementAndGet();
          if (start == 2 || start == 3) {
            throw new StartException("no room");
          }
          return Sleeper.start();
        };
    try (var sleeper = Supervised.start("sleeper", failsTwice, told::add)) {
      sleeper.service().process().destroyForcibly();

      await().until(() -> told.size() == 4);
      assertThat(told.subList(0, 3))
          .containsExactly(
              "sleeper died; starting it again in 0.2 s",
              "no room; trying again in 0.4 s",
              "no room; trying again in 0.8 s");
      assertThat(told.getLast()).startsWith("sleeper is up again after ");
    }
  }

  @Test
  void leavesInPeaceWhatWasClosed() {
    var sleeper = Supervised.start("sleeper", Sleeper::start, told::add);
    Process process = sleeper.service().process();

    sleeper.close();

    assertThat(process.isAlive()).isFalse();
    assertThat(told).isEmpty();
  }

  private record Sleeper(Process process) implements Service {
    static Sleeper start() {
      try {
        return new Sleeper(new ProcessBuilder("sleep", "600").start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public CompletableFuture<?> ended() {
      return process.onExit();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
