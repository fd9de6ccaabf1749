package io.penstock.chaos.world;

import io.penstock.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker as a process of its own, so that it can be killed by itself. */
public final class BrokerProgram {
  private BrokerProgram() {}

  /** Arguments: directory, host, port. Runs until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of(args[0]), args[1], Integer.parseInt(args[2]))) {
      System.out.println("broker up at " + kafka.bootstrapServers());
      new CountDownLatch(1).await();
    }
  }
}
