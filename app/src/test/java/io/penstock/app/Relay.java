package io.penstock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An address at which a server is found that listens at another one. */
final class Relay implements AutoCloseable {
  private final ServerSocket door;
  private final InetSocketAddress server;

  private Relay(ServerSocket door, InetSocketAddress server) {
    this.door = door;
    this.server = server;
  }

  /** Listens on the address until it is closed. */
  static Relay start(String host, int port, InetSocketAddress server) throws IOException {
    Relay relay = new Relay(new ServerSocket(port, 50, InetAddress.getByName(host)), server);
    Thread.ofVirtual().start(relay::serve);
    return relay;
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket behind = new Socket(server.getAddress(), server.getPort());
        Thread.ofVirtual().start(() -> copy(client, behind));
        Thread.ofVirtual().start(() -> copy(behind, client));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Ends both connections with either of them. */
  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has closed; leaving closes the other.
    }
  }
}
