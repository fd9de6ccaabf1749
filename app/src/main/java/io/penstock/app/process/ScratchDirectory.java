package io.penstock.app.process;

import io.penstock.embedded.DeletedTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that is gone after its use, also where that is interrupted. */
public final class ScratchDirectory implements AutoCloseable {
  private final Path path;
  private final Thread cleaner;

  private ScratchDirectory(Path path) {
    this.path = path;
    this.cleaner = new Thread(() -> delete(path), "delete-scratch");
  }

  public static ScratchDirectory create(String name) throws IOException {
    ScratchDirectory directory = new ScratchDirectory(Files.createTempDirectory(name));
    Runtime.getRuntime().addShutdownHook(directory.cleaner);
    return directory;
  }

  public Path path() {
    return path;
  }

  /** Leaves it there for somebody to look at. */
  public void keep() {
    Runtime.getRuntime().removeShutdownHook(cleaner);
  }

  @Override
  public void close() {
    delete(path);
    Runtime.getRuntime().removeShutdownHook(cleaner);
  }

  /** What cannot be deleted stays in the system's directory for such things. */
  private static void delete(Path directory) {
    try {
      DeletedTree.delete(directory);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("penstock: " + directory + " was not deleted: " + e.getMessage());
    }
  }
}
