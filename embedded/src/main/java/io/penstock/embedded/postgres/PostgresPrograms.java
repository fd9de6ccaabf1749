package io.penstock.embedded.postgres;

import io.penstock.embedded.DeletedTree;
import io.penstock.embedded.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Postgres' programs, unpacked where only this user may write, and compared before each use with
 * what the archive held. What differs is unpacked anew. Any number of processes may ask at once.
 */
final class PostgresPrograms {
  private static final Logger log = LoggerFactory.getLogger(PostgresPrograms.class);

  /** A lock of a file is one of the whole process: threads of it need one more. */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private PostgresPrograms() {}

  /**
   * The directory that holds {@code bin}, {@code lib} and {@code share}.
   *
   * @param fallback where they go if the user has no home that can be written to
   * @throws StartException if they cannot be had, or another user could have written there
   */
  static Path find(Path fallback) {
    Path cache =
        CacheDirectory.ofUser(
            System.getenv(),
            System.getProperty("user.home"),
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac"));
    PostgresArchive archive = PostgresArchive.find();
    try {
      return in(cache, archive);
    } catch (IOException e) {
      log.warn("Postgres' programs cannot be kept in {} ({}), but in {}", cache, e, fallback);
    }
    try {
      return in(fallback, archive);
    } catch (IOException e) {
      throw new StartException(
          "Postgres' programs cannot be unpacked, neither in %s nor in %s: %s"
              .formatted(cache, fallback, e),
          e);
    }
  }

  /** The same in a directory of ours. */
  static Path in(Path cache, PostgresArchive archive) throws IOException {
    ONE_AT_A_TIME.lock();
    try {
      boolean othersWrote = CacheDirectory.claim(cache);
      try (FileChannel file = lockFile(cache)) {
        var _ = file.lock();
        if (othersWrote) {
          forget(cache);
        }
        return unpacked(cache, archive);
      }
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private static FileChannel lockFile(Path cache) throws IOException {
    return FileChannel.open(
        cache.resolve("lock"),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static Path unpacked(Path cache, PostgresArchive archive) throws IOException {
    Path home = cache.resolve("postgres-" + archive.digest());
    Path programs = home.resolve("programs");
    if (Files.isDirectory(programs) && matches(home.resolve("files"), programs)) {
      return programs;
    }
    // Beside, so that a kill in between leaves nothing half done under the name.
    Path beside = cache.resolve("unpacking");
    DeletedTree.delete(beside);
    Files.createDirectory(beside);
    archive.unpack(Files.createDirectory(beside.resolve("programs")));
    Files.write(beside.resolve("files"), files(beside.resolve("programs")));
    DeletedTree.delete(home);
    Files.move(beside, home, StandardCopyOption.ATOMIC_MOVE);
    return programs;
  }

  private static void forget(Path cache) throws IOException {
    log.warn("Others could write to {}: what is in there is unpacked anew", cache);
    List<Path> all;
    try (Stream<Path> entries = Files.list(cache)) {
      all = entries.filter(path -> !path.endsWith("lock")).toList();
    }
    for (Path path : all) {
      DeletedTree.delete(path);
    }
  }

  /** Whether the directory holds exactly what the list says, nothing more and nothing else. */
  private static boolean matches(Path list, Path directory) throws IOException {
    try {
      return Files.readAllLines(list).equals(files(directory));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Each file with its content's digest, its permissions and its path. */
  static List<String> files(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(path -> !path.equals(directory)).sorted().toList();
    }
    List<String> lines = new ArrayList<>(files.size());
    for (Path file : files) {
      lines.add(line(file) + " " + directory.relativize(file));
    }
    return lines;
  }

  private static String line(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "link " + Files.readSymbolicLink(file);
    }
    String permissions =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    return Files.isDirectory(file)
        ? "directory " + permissions
        : DigestUtils.sha256Hex(Files.readAllBytes(file)) + " " + permissions;
  }
}
