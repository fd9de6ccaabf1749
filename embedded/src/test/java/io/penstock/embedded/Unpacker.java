package io.penstock.embedded;

import java.nio.file.Files;
import java.nio.file.Path;

/** A program that wants Postgres' programs in the directory that it is given. */
final class Unpacker {
  private Unpacker() {}

  public static void main(String[] args) throws Exception {
    Path programs = PostgresPrograms.in(Path.of(args[0]), PostgresArchive.find());
    System.exit(Files.isExecutable(programs.resolve("bin/postgres")) ? 0 : 1);
  }
}
