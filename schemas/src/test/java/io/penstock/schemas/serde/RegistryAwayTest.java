package io.penstock.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A registry that is away says nothing about the record, so it is no SerializationException. */
class RegistryAwayTest {

  @Test
  void theWriterNamesTheRegistryThatIsAwayBeforeItsFirstRecord() throws IOException {
    String url = "http://127.0.0.1:" + unusedPort();
    try (var serializer = new AvroSerializer()) {
      assertThatThrownBy(() -> serializer.configure(Map.of(SchemaRegistry.URL_CONFIG, url), false))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining(url);
    }
  }

  @Test
  void theReaderNamesTheRegistryThatIsAway() throws IOException {
    String url = "http://127.0.0.1:" + unusedPort();
    try (var deserializer = new AvroDeserializer()) {
      deserializer.configure(Map.of(SchemaRegistry.URL_CONFIG, url), false);

      assertThatThrownBy(
              () -> deserializer.deserialize("ledger.entries", new byte[] {0, 0, 0, 0, 1}))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining(url);
    }
  }

  @Test
  void aSerdeWithoutRegistrySaysWhichSettingIsMissing() {
    try (AvroSerde serde = new AvroSerde()) {
      assertThatThrownBy(() -> serde.configure(Map.of(), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("schema.registry.url");
    }
  }

  @Test
  void serdesOfOneProcessShareARegistry() {
    assertThat(SchemaRegistry.at("memory://one")).isSameAs(SchemaRegistry.at("memory://one"));
    assertThat(SchemaRegistry.at("memory://one")).isNotSameAs(SchemaRegistry.at("memory://two"));
  }

  private static int unusedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
