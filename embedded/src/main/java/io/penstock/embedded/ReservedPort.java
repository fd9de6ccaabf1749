package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port that the system gives to nobody else until it is let go, neither to a server that asks for
 * any port nor to an outgoing connection, while a server of ours may begin to listen on it.
 *
 * <p>On Linux a socket that is bound and does not listen does this, as long as both sides allow
 * addresses to be used again, which Java's servers, Kafka and Postgres do. Elsewhere it may keep
 * out the server too: there the port is only found free.
 */
public final class ReservedPort implements AutoCloseable {
  private final Socket holder;
  private final int port;

  private ReservedPort(Socket holder, int port) {
    this.holder = holder;
    this.port = port;
  }

  /**
   * Reserves the port, or for 0 any free one.
   *
   * @throws PortTakenException if another process listens on it
   */
  public static ReservedPort reserve(String host, int port) {
    int free = Ports.choose(host, port);
    Socket holder = new Socket();
    try {
      holder.setReuseAddress(true);
      holder.bind(new InetSocketAddress(InetAddress.getByName(host), free));
      int held = holder.getLocalPort();
      if (Ports.isFree(host, held)) {
        return new ReservedPort(holder, held);
      }
    } catch (IOException e) {
      // Someone holds it who does not listen; whether that is in the way, the server will find out.
    }
    letGo(holder);
    return new ReservedPort(holder, Ports.choose(host, port));
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    letGo(holder);
  }

  private static void letGo(Socket holder) {
    try {
      holder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a port cannot be let go", e);
    }
  }
}
