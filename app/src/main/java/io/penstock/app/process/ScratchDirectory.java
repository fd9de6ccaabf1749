package io.penstock.app.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

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
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      System.err.println("penstock: " + directory + " was not deleted: " + e.getMessage());
    }
  }
}
