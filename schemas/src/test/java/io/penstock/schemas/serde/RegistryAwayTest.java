package io.penstock.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.schemas.SampleRecords;
import io.penstock.schemas.Topics;
import io.penstock.schemas.serde.SchemaRegistry.RegistryUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A registry that is away says nothing about the record, so it is no SerializationException. */
class RegistryAwayTest {

  @Test
  void writerAndReaderNameTheRegistryThatIsAway() throws IOException {
    String url = "http://127.0.0.1:" + unusedPort();
    try (AvroSerde serde = new AvroSerde()) {
      serde.configure(Map.of(SchemaRegistry.URL_CONFIG, url), false);
      var value = SampleRecords.of(Topics.LEDGER_ENTRIES, 1, 1).getFirst();

      assertThatThrownBy(() -> serde.serializer().serialize("ledger.entries", value))
          .isInstanceOf(RegistryUnavailableException.class)
          .hasMessageContaining(url);
      assertThatThrownBy(
              () -> serde.deserializer().deserialize("ledger.entries", new byte[] {0, 0, 0, 0, 1}))
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
