package io.penstock.embedded.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.embedded.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProgramsTest {
  @TempDir Path dir;

  @Test
  void nobodyElseMayEnterWhereTheProgramsAre() throws Exception {
    Path programs = PostgresPrograms.in(dir.resolve("penstock"), PostgresArchive.find());

    assertThat(programs.resolve("bin/postgres")).isExecutable();
    assertThat(permissions(dir.resolve("penstock"))).isEqualTo("rwx------");
  }

  @Test
  void aProgramThatWasChangedIsUnpackedAnew() throws Exception {
    Path cache = dir.resolve("penstock");
    Path postgres = PostgresPrograms.in(cache, archive()).resolve("bin/postgres");
    byte[] genuine = Files.readAllBytes(postgres);
    Files.writeString(postgres, "another", StandardOpenOption.APPEND);

    assertThat(PostgresPrograms.in(cache, archive()).resolve("bin/postgres"))
        .isEqualTo(postgres)
        .hasBinaryContent(genuine);
  }

  @Test
  void aFileThatCameAlongIsGone() throws Exception {
    Path cache = dir.resolve("penstock");
    Path stranger = PostgresPrograms.in(cache, archive()).resolve("lib/stranger.so");
    Files.writeString(stranger, "planted");

    PostgresPrograms.in(cache, archive());

    assertThat(stranger).doesNotExist();
  }

  @Test
  void whereOthersCouldWriteEvenAFittingListIsNotBelieved() throws Exception {
    Path cache = dir.resolve("penstock");
    Path programs = PostgresPrograms.in(cache, archive());
    Path stranger = programs.resolve("lib/stranger.so");
    Files.writeString(stranger, "planted");
    Files.write(programs.resolveSibling("files"), PostgresPrograms.files(programs));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

    PostgresPrograms.in(cache, archive());

    assertThat(stranger).doesNotExist();
    assertThat(permissions(cache)).isEqualTo("rwx------");
  }

  @Test
  void leftoversOfAKilledRunDoNoHarm() throws Exception {
    Path cache = dir.resolve("penstock");
    Files.createDirectories(cache.resolve("unpacking/programs/bin"));
    Files.writeString(cache.resolve("unpacking/programs/bin/postgres"), "half");

    Path postgres = PostgresPrograms.in(cache, archive()).resolve("bin/postgres");

    assertThat(postgres).hasContent("a program");
    assertThat(cache.resolve("unpacking")).doesNotExist();
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
    Path cache = Files.createSymbolicLink(dir.resolve("penstock"), elsewhere);

    assertThatThrownBy(() -> PostgresPrograms.in(cache, archive()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(cache + " is no directory");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws Exception {
    Path foreign = ofSomebodyElse();

    assertThatThrownBy(() -> PostgresPrograms.in(foreign, archive()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(foreign + " belongs to ")
        .hasMessageContaining("XDG_CACHE_HOME");
  }

  @Test
  void processesThatUnpackAtOnceDoNotMeet() throws Exception {
    Path cache = dir.resolve("penstock");
    String archive = archive().location().toString();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Unpacker.class.getName(),
                  cache.toString(),
                  archive)
              .inheritIO()
              .start());
    }

    try {
      for (Process process : processes) {
        assertThat(process.waitFor()).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(cache).isDirectoryNotContaining("glob:**unpacking");
  }

  /** A small one of the same shape. */
  private PostgresArchive archive() throws IOException {
    Path file = dir.resolve("programs.txz");
    try (var out =
        new TarArchiveOutputStream(new XZCompressorOutputStream(Files.newOutputStream(file)))) {
      add(out, "bin/postgres", 0755, "a program");
      add(out, "lib/libpq.so.5.18", 0644, "a library");
      TarArchiveEntry link = new TarArchiveEntry("lib/libpq.so", TarConstants.LF_SYMLINK);
      link.setModTime(0);
      link.setLinkName("libpq.so.5.18");
      out.putArchiveEntry(link);
      out.closeArchiveEntry();
    }
    return new PostgresArchive(file.toUri().toURL());
  }

  private static void add(TarArchiveOutputStream out, String name, int mode, String content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    // The same archive whenever it is made.
    entry.setModTime(0);
    entry.setSize(content.length());
    out.putArchiveEntry(entry);
    out.write(content.getBytes(US_ASCII));
    out.closeArchiveEntry();
  }

  /** Root can give one away; for everybody else the system's own will do. */
  private Path ofSomebodyElse() throws Exception {
    if (!Files.isWritable(Path.of("/usr"))) {
      return Path.of("/usr");
    }
    Path given = Files.createDirectory(dir.resolve("penstock"));
    Files.setAttribute(given, "unix:uid", 65_534);
    return given;
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
