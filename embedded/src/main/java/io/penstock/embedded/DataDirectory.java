package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A directory that at most one process uses; the system lets go of it when that process dies. */
public final class DataDirectory implements AutoCloseable {
  private static final int LONGEST_PID = 20;

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Creates the directory where needed and locks it for this process.
   *
   * @throws InUseException if another process has it
   */
  public static DataDirectory lock(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      FileChannel file =
          FileChannel.open(
              path.resolve("penstock.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (lock(file) == null) {
        String owner = read(file);
        file.close();
        throw new InUseException(path, owner);
      }
      write(file, Long.toString(ProcessHandle.current().pid()));
      return new DataDirectory(path, file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the data directory " + path, e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot let go of " + path, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_PID);
    int length = Math.max(0, file.read(bytes, 0));
    return new String(bytes.array(), 0, length, StandardCharsets.US_ASCII).strip();
  }

  private static void write(FileChannel file, String pid) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
  }

  /** Another process uses the directory. */
  public static final class InUseException extends RuntimeException {
    public InUseException(Path path, String pid) {
      super("the data directory " + path + " is in use by process " + pid);
    }
  }
}
