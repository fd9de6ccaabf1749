package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir Path dir;

  @Test
  void keepsRowsOverARestartAndWritesThemThrough() throws Exception {
    try (var postgres = EmbeddedPostgres.start(dir, "127.0.0.1", 0)) {
      execute(postgres, "CREATE TABLE things (name text)");
      execute(postgres, "INSERT INTO things VALUES ('kept')");
    }

    try (var postgres = EmbeddedPostgres.start(dir, "127.0.0.1", 0)) {
      assertThat(ask(postgres, "SELECT name FROM things")).isEqualTo("kept");
      assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void beginsAnewWhereTheFirstStartWasCutShort() throws Exception {
    Path half = Files.createDirectories(dir.resolve("data"));
    Files.writeString(half.resolve("postgresql.conf"), "half written");

    try (var postgres = EmbeddedPostgres.start(dir, "127.0.0.1", 0)) {
      assertThat(ask(postgres, "SELECT current_database()")).isEqualTo("penstock");
    }
  }

  @Test
  void startsWithAPidFileWhoseNumberSomeoneElseHasGot() throws Exception {
    EmbeddedPostgres.start(dir, "127.0.0.1", 0).close();
    Files.writeString(
        dir.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n" + dir + "\n");

    try (var postgres = EmbeddedPostgres.start(dir, "127.0.0.1", 0)) {
      assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
