package io.penstock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An address at which a server is found that listens on the loopback address proper. */
final class Relay implements AutoCloseable {
  private final ServerSocket door;
  private final int serverPort;

  private Relay(ServerSocket door, int serverPort) {
    this.door = door;
    this.serverPort = serverPort;
  }

  /** Listens on the address until it is closed. */
  static Relay start(String host, int port, int serverPort) throws IOException {
    Relay relay = new Relay(new ServerSocket(port, 50, InetAddress.getByName(host)), serverPort);
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
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), serverPort);
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
