package io.penstock.embedded.postgres;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that wants an archive's programs in a directory. */
final class Unpacker {
  private Unpacker() {}

  /** Directory, then the archive's address. */
  public static void main(String[] args) throws Exception {
    PostgresArchive archive = new PostgresArchive(URI.create(args[1]).toURL());
    Path programs = PostgresPrograms.in(Path.of(args[0]), archive);
    System.exit(Files.isExecutable(programs.resolve("bin/postgres")) ? 0 : 1);
  }
}
