package io.penstock.app.local;

import io.penstock.embedded.DeletedTree;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import io.penstock.embedded.registry.EmbeddedRegistry;
import io.penstock.schemas.Readers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What `up` keeps on this machine.
 *
 * @param directory that holds all of it
 */
public record LocalState(Path directory) {
  private static final List<String> TOPOLOGIES =
      List.of(Readers.BALANCES, Readers.PAYMENTS, Readers.FRAUD, Readers.RECONCILIATION);

  Path kafka() {
    return directory.resolve("kafka");
  }

  Path registry() {
    return directory.resolve("registry");
  }

  Path postgres() {
    return directory.resolve("postgres");
  }

  /** What the PSP's stand-in remembers. */
  Path simulator() {
    return directory.resolve("psp-simulator");
  }

  /** Local copies of what is in Kafka. */
  Path streams() {
    return directory.resolve("streams");
  }

  public Path logs() {
    return directory.resolve("logs");
  }

  /**
   * Removes the topologies' local stores if the last run was killed. Under exactly-once Streams
   * trusts none of them then, but would open each twice before it begins anew from its changelog.
   */
  void dropUnusable() throws IOException {
    if (!Files.deleteIfExists(endedInOrder())) {
      for (String topology : TOPOLOGIES) {
        dropStores(streams().resolve(topology));
      }
    }
  }

  /** All but the process's id: by it the next run ends the transactions that the last left open. */
  private static void dropStores(Path topology) throws IOException {
    if (!Files.isDirectory(topology)) {
      return;
    }
    try (Stream<Path> children = Files.list(topology)) {
      for (Path tasks : children.filter(Files::isDirectory).toList()) {
        DeletedTree.delete(tasks);
      }
    }
  }

  /** The local stores can be trusted by the next run. */
  void markEndedInOrder() throws IOException {
    if (Files.exists(streams())) {
      Files.writeString(endedInOrder(), "");
    }
  }

  /** Removes what we wrote, and nothing else that someone may keep in the directory. */
  void forget() throws IOException {
    EmbeddedRegistry.endLeftover(registry());
    EmbeddedPostgres.endLeftover(postgres());
    List<Path> ours = List.of(kafka(), registry(), postgres(), simulator(), streams(), logs());
    for (Path path : ours) {
      DeletedTree.delete(path);
    }
  }

  private Path endedInOrder() {
    return streams().resolve("ended-in-order");
  }
}
