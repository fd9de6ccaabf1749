package io.penstock.psp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyedExecutorTest {
  @Test
  void worksThroughEachKeyInOrder() {
    Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    try (var executor = new KeyedExecutor()) {
      for (int i = 0; i < 5_000; i++) {
        String key = "pay_" + i % 50;
        int number = i;
        executor.run(
            key, () -> seen.computeIfAbsent(key, _ -> new CopyOnWriteArrayList<>()).add(number));
      }

      await().until(() -> executor.underWay() == 0);
    }

    assertThat(seen).hasSize(50);
    assertThat(seen.get("pay_7"))
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> i * 50 + 7).toList());
  }

  @Test
  void worksOnDifferentKeysAtTheSameTime() {
    var together = new CyclicBarrier(100);
    var done = new CountDownLatch(100);
    try (var executor = new KeyedExecutor()) {
      for (int i = 0; i < 100; i++) {
        executor.run(
            "pay_" + i,
            () -> {
              meet(together);
              done.countDown();
            });
      }

      await().until(() -> done.getCount() == 0);
    }
  }

  @Test
  void goesOnAfterWorkThatFailed() {
    var done = new CountDownLatch(1);
    try (var executor = new KeyedExecutor()) {
      executor.run(
          "pay_1",
          () -> {
            throw new IllegalStateException("on purpose");
          });
      executor.run("pay_1", done::countDown);

      await().until(() -> done.getCount() == 0 && executor.underWay() == 0);
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
