package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.app.topics.TopicSetup;
import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.schemas.Topics;
import io.penstock.streams.StartOffsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances of a new cluster are started side by side, as any deployment does. */
@Timeout(120)
class FirstStartTest {
  private static final int INSTANCES = 8;
  private static final StartOffsets.Work WORK =
      new StartOffsets.Work(
          "first-start",
          Set.of(Topics.TRANSFERS_REQUESTED.name(), Topics.TRANSFER_STEPS.name()),
          Set.of(Topics.TRANSFER_OUTCOMES.name()),
          Set.of());

  @TempDir Path dir;

  @Test
  void allOfThemBeginWhoeverIsFirst() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, "127.0.0.1", 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        var instances = Executors.newFixedThreadPool(INSTANCES)) {
      new TopicSetup(admin).createTopics(4, (short) 1);
      CyclicBarrier together = new CyclicBarrier(INSTANCES);
      List<Future<?>> starts = new ArrayList<>();
      for (int i = 0; i < INSTANCES; i++) {
        starts.add(
            instances.submit(
                () -> {
                  together.await();
                  StartOffsets.require(kafka.bootstrapServers(), WORK);
                  return null;
                }));
      }

      for (Future<?> start : starts) {
        start.get();
      }

      var offsets =
          admin.listConsumerGroupOffsets(WORK.group()).partitionsToOffsetAndMetadata().get();
      assertThat(offsets.values())
          .hasSize(8)
          .allSatisfy(each -> assertThat(each.offset()).isZero());
    }
  }
}
