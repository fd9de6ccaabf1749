package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out whether a port can be listened on. */
public final class Ports {

  private Ports() {}

  /**
   * The port itself where it is free; for 0 any free one. Until it is listened on, another may take
   * it: {@link ReservedPort} keeps it.
   *
   * @throws PortTakenException if another process listens on it
   */
  public static int choose(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return socket.getLocalPort();
    } catch (BindException e) {
      throw new PortTakenException(host, port);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + host + ":" + port, e);
    }
  }

  /** Whether a server could listen on the port now. */
  public static boolean isFree(String host, int port) {
    try {
      return choose(host, port) == port;
    } catch (PortTakenException e) {
      return false;
    }
  }
}
