package io.penstock.app;

import io.penstock.embedded.EmbeddedPostgres;
import io.penstock.embedded.EmbeddedRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What `up` keeps on this machine.
 *
 * @param directory that holds all of it
 */
record LocalState(Path directory) {

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

  Path logs() {
    return directory.resolve("logs");
  }

  /** Ends what a killed run has left running; its ports are free afterwards. */
  void endLeftovers() throws IOException {
    EmbeddedRegistry.endLeftover(registry());
    EmbeddedPostgres.endLeftover(postgres());
  }

  /** Removes what we wrote, and nothing else that someone may keep in the directory. */
  void forget() throws IOException {
    List<Path> ours = List.of(kafka(), registry(), postgres(), simulator(), streams(), logs());
    for (Path path : ours) {
      delete(path);
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(path)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
