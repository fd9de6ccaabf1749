package io.penstock.sinks;

import io.penstock.embedded.kafka.EmbeddedKafka;
import io.penstock.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A broker and a database server, started once for all tests of the run. */
record Infrastructure(Path dir, EmbeddedKafka kafka, EmbeddedPostgres postgres)
    implements AutoCloseable {

  /** The one of this run. */
  static Infrastructure of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(Infrastructure.class, key -> start(), Infrastructure.class);
  }

  /**
   * Empties the database. A new one for each test would be hundreds of files each, which the server
   * has to sync before it stops.
   *
   * @return its URL
   */
  String emptyDatabase() throws SQLException {
    Sql sql = new Sql(postgres.jdbcUrl());
    sql.run("DROP SCHEMA public CASCADE");
    sql.run("CREATE SCHEMA public");
    return sql.url();
  }

  private static Infrastructure start() {
    try {
      Path dir = Files.createTempDirectory("penstock-sinks");
      return new Infrastructure(
          dir,
          EmbeddedKafka.start(dir.resolve("kafka"), "127.0.0.1", 0),
          EmbeddedPostgres.start(dir.resolve("postgres"), "127.0.0.1", 0));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
    kafka.close();
    List<Path> all;
    try (Stream<Path> files = Files.walk(dir)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
