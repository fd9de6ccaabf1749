package io.penstock.sinks;

import io.penstock.embedded.EmbeddedKafka;
import io.penstock.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A broker and a database server, started once for all tests of the run. */
record Infrastructure(Path dir, EmbeddedKafka kafka, EmbeddedPostgres postgres)
    implements AutoCloseable {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** The one of this run. */
  static Infrastructure of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(Infrastructure.class, key -> start(), Infrastructure.class);
  }

  /** URL of a new and empty database. */
  String newDatabase() throws SQLException {
    String name = "penstock" + DATABASES.incrementAndGet();
    new Sql(postgres.jdbcUrl()).run("CREATE DATABASE " + name);
    return postgres.jdbcUrl().replace("/penstock?", "/" + name + "?");
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
