package io.penstock.embedded.postgres;

import io.penstock.embedded.StartException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Postgres' programs for this machine, as a library on our class path brings them.
 *
 * @param location of the archive, a {@code tar.xz}
 */
record PostgresArchive(URL location) {

  /**
   * @throws StartException if the class path has none for this machine
   */
  static PostgresArchive find() {
    List<String> names = names(System.getProperty("os.name"), System.getProperty("os.arch"));
    return names.stream()
        .map(name -> PostgresArchive.class.getResource("/" + name))
        .filter(Objects::nonNull)
        .findFirst()
        .map(PostgresArchive::new)
        .orElseThrow(
            () ->
                new StartException(
                    "this build of Penstock has no Postgres for this machine: none of " + names));
  }

  /** Names of the archives that run on such a machine, the more special first. */
  static List<String> names(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String arch = osArch.equals("aarch64") ? "arm_64" : "x86_64";
    String plain = "postgres-" + os + "-" + arch;
    // Alpine has another C library; the build brings its archive there only.
    return List.of(plain + "-alpine_linux.txz", plain + ".txz");
  }

  /** SHA-256 in hexadecimal digits. */
  String digest() throws IOException {
    try (InputStream content = location.openStream()) {
      return DigestUtils.sha256Hex(content);
    }
  }

  /** Unpacks all of it below a directory, which nobody else may enter. */
  void unpack(Path directory) throws IOException {
    try (InputStream content = new BufferedInputStream(location.openStream());
        var entries = new TarArchiveInputStream(new XZCompressorInputStream(content))) {
      for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        unpack(entry, entries, directory);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path directory)
      throws IOException {
    Path target = directory.resolve(entry.getName()).normalize();
    if (!target.startsWith(directory)) {
      throw new IOException("the archive leads out of its directory: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      Files.copy(content, target);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
    } else {
      throw new IOException("neither file nor link: " + entry.getName());
    }
  }
}
