package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProgramsTest {
  private static final PostgresArchive ARCHIVE = PostgresArchive.find();

  @TempDir Path dir;

  @Test
  void nobodyElseMayEnterWhereTheProgramsAre() throws Exception {
    Path programs = PostgresPrograms.in(dir.resolve("penstock"), ARCHIVE);

    assertThat(programs.resolve("bin/postgres")).isExecutable();
    assertThat(permissions(dir.resolve("penstock"))).isEqualTo("rwx------");
  }

  @Test
  void aProgramThatWasChangedIsUnpackedAnew() throws Exception {
    Path cache = dir.resolve("penstock");
    Path postgres = PostgresPrograms.in(cache, ARCHIVE).resolve("bin/postgres");
    byte[] genuine = Files.readAllBytes(postgres);
    Files.writeString(postgres, "another", StandardOpenOption.APPEND);

    assertThat(PostgresPrograms.in(cache, ARCHIVE).resolve("bin/postgres"))
        .isEqualTo(postgres)
        .hasBinaryContent(genuine);
  }

  @Test
  void aFileThatCameAlongIsGone() throws Exception {
    Path cache = dir.resolve("penstock");
    Path stranger = PostgresPrograms.in(cache, ARCHIVE).resolve("lib/stranger.so");
    Files.writeString(stranger, "planted");

    PostgresPrograms.in(cache, ARCHIVE);

    assertThat(stranger).doesNotExist();
  }

  @Test
  void whereOthersCouldWriteEvenAFittingListIsNotBelieved() throws Exception {
    Path cache = dir.resolve("penstock");
    Path programs = PostgresPrograms.in(cache, ARCHIVE);
    Path stranger = programs.resolve("lib/stranger.so");
    Files.writeString(stranger, "planted");
    FileList.write(programs.resolveSibling("files"), programs);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

    PostgresPrograms.in(cache, ARCHIVE);

    assertThat(stranger).doesNotExist();
    assertThat(permissions(cache)).isEqualTo("rwx------");
  }

  @Test
  void leftoversOfAKilledRunDoNoHarm() throws Exception {
    Path cache = dir.resolve("penstock");
    Files.createDirectories(cache.resolve("unpacking/programs/bin"));
    Files.writeString(cache.resolve("unpacking/programs/bin/postgres"), "half");

    Path postgres = PostgresPrograms.in(cache, ARCHIVE).resolve("bin/postgres");

    assertThat(Files.size(postgres)).isGreaterThan(1_000_000);
    assertThat(cache.resolve("unpacking")).doesNotExist();
  }

  @Test
  void aLinkInItsPlaceIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
    Path cache = Files.createSymbolicLink(dir.resolve("penstock"), elsewhere);

    assertThatThrownBy(() -> PostgresPrograms.in(cache, ARCHIVE))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(cache + " is no directory");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws Exception {
    Path foreign = ofSomebodyElse();

    assertThatThrownBy(() -> PostgresPrograms.in(foreign, ARCHIVE))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(foreign + " belongs to ")
        .hasMessageContaining("XDG_CACHE_HOME");
  }

  @Test
  void processesThatUnpackAtOnceDoNotMeet() throws Exception {
    Path cache = dir.resolve("penstock");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Unpacker.class.getName(),
                  cache.toString())
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
