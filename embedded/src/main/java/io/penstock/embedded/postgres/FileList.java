package io.penstock.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a directory holds: each file with its content's digest, its permissions and its path. */
final class FileList {
  private FileList() {}

  /** Writes the list of a directory's files. */
  public static void write(Path list, Path directory) throws IOException {
    Files.write(list, of(directory));
  }

  /** Whether the directory holds exactly what the list says, nothing more and nothing else. */
  public static boolean matches(Path list, Path directory) throws IOException {
    try {
      return Files.readAllLines(list).equals(of(directory));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static List<String> of(Path directory) throws IOException {
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
    return Files.isDirectory(file) ? "directory " + permissions : digest(file) + " " + permissions;
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = Digests.sha256();
    digest.update(Files.readAllBytes(file));
    return Digests.hex(digest);
  }
}
