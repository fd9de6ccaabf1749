package io.penstock.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {
  @Test
  void standsWhereTheUserKeepsSuchThings() {
    assertThat(CacheDirectory.ofUser(Map.of("HOME", "/home/ann"), "/elsewhere", false))
        .isEqualTo(Path.of("/home/ann/.cache/penstock"));
    assertThat(CacheDirectory.ofUser(Map.of(), "/home/ann", false))
        .isEqualTo(Path.of("/home/ann/.cache/penstock"));
    assertThat(CacheDirectory.ofUser(Map.of("HOME", "/Users/ann"), "/elsewhere", true))
        .isEqualTo(Path.of("/Users/ann/Library/Caches/penstock"));
  }

  @Test
  void goesWhereTheUserSaysUnlessThatDependsOnWhereOneStands() {
    var said = Map.of("HOME", "/home/ann", "XDG_CACHE_HOME", "/fast");
    var vague = Map.of("HOME", "/home/ann", "XDG_CACHE_HOME", "cache");

    assertThat(CacheDirectory.ofUser(said, "/elsewhere", false))
        .isEqualTo(Path.of("/fast/penstock"));
    assertThat(CacheDirectory.ofUser(vague, "/elsewhere", false))
        .isEqualTo(Path.of("/home/ann/.cache/penstock"));
  }

  @Test
  void knowsTheArchiveOfEachMachine() {
    assertThat(PostgresArchive.names("Linux", "amd64"))
        .containsExactly("postgres-linux-x86_64-alpine_linux.txz", "postgres-linux-x86_64.txz");
    assertThat(PostgresArchive.names("Linux", "aarch64")).contains("postgres-linux-arm_64.txz");
    assertThat(PostgresArchive.names("Mac OS X", "aarch64")).contains("postgres-darwin-arm_64.txz");
    assertThat(PostgresArchive.names("Mac OS X", "x86_64")).contains("postgres-darwin-x86_64.txz");
  }
}
