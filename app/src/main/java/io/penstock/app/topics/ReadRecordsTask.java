package io.penstock.app.topics;

import io.penstock.app.settings.PenstockConfig;
import io.penstock.app.settings.Setting;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has what was read deleted now and then, and tells who is behind. */
public final class ReadRecordsTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadRecordsTask.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final Admin admin;
  private final ReadRecords records;
  private final ScheduledExecutorService clock;

  private ReadRecordsTask(PenstockConfig config) {
    admin = Admin.create(Map.of("bootstrap.servers", config.get(Setting.KAFKA_BOOTSTRAP_SERVERS)));
    records = new ReadRecords(admin, Clock.systemUTC(), config.seconds(Setting.KEEP_READ_SECONDS));
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("read-records").factory());
  }

  public static ReadRecordsTask start(PenstockConfig config) {
    ReadRecordsTask task = new ReadRecordsTask(config);
    var _ = task.clock.scheduleWithFixedDelay(task::run, 1, INTERVAL.toMinutes(), TimeUnit.MINUTES);
    return task;
  }

  private void run() {
    try {
      for (ReadRecords.Behind behind : records.deleteOnce()) {
        LOG.atWarn()
            .addKeyValue("reader", behind.reader())
            .addKeyValue("topic", behind.topic())
            .log("a reader has left records unread for more than an hour; they are kept for it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      LOG.warn("what was read could not be deleted; it is tried again in 10 minutes", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    admin.close(Duration.ofSeconds(5));
  }
}
