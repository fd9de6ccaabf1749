package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ReservedPortTest {
  private static final String HOST = "127.0.0.1";
  private static final int MANY = 300;
  private static final int OTHERS = 20_000;

  private final List<ReservedPort> reserved = new ArrayList<>();

  @AfterEach
  void letGo() {
    reserved.forEach(ReservedPort::close);
  }

  /** Of 14,000 ports 300 are looked for 20,000 times: unreserved, some 400 would come up. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void isGivenToNoOtherServer() {
    Set<Integer> ours = reserve();

    for (int i = 0; i < OTHERS; i++) {
      assertThat(ours).doesNotContain(Ports.choose(HOST, 0));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isGivenToNoOutgoingConnection() throws IOException {
    Set<Integer> ours = reserve();

    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < MANY; i++) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
            Socket accepted = server.accept()) {
          assertThat(ours).doesNotContain(client.getLocalPort(), accepted.getPort());
        }
      }
    }
  }

  @Test
  void letsItsServerListen() throws IOException {
    ReservedPort port = ReservedPort.reserve(HOST, 0);
    reserved.add(port);

    for (int times = 0; times < 2; times++) {
      try (ServerSocket server =
              new ServerSocket(port.port(), 1, InetAddress.getLoopbackAddress());
          Socket client = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
        assertThat(client.getPort()).isEqualTo(server.getLocalPort());
      }
    }
  }

  @Test
  void saysThatAnotherListens() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> ReservedPort.reserve(HOST, other.getLocalPort()))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining(Integer.toString(other.getLocalPort()));
    }
  }

  private Set<Integer> reserve() {
    for (int i = 0; i < MANY; i++) {
      reserved.add(ReservedPort.reserve(HOST, 0));
    }
    return reserved.stream().map(ReservedPort::port).collect(Collectors.toSet());
  }
}
